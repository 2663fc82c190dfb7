import js from '@eslint/js'
import tseslint from 'typescript-eslint'

// What may import what is checked by .dependency-cruiser.cjs, which sees `import()` as well.

const MAX_COMMENT_COLUMNS = 100

/** Prettier wraps code and leaves comments as they are. */
const commentWidth = {
  meta: { type: 'layout', schema: [], messages: { wide: 'comments end at column {{max}}' } },
  create: ({ report, sourceCode }) => ({
    Program() {
      for (const { loc } of sourceCode.getAllComments()) {
        for (let line = loc.start.line; line <= loc.end.line; line++) {
          const text = sourceCode.lines[line - 1] ?? ''
          if (text.length <= MAX_COMMENT_COLUMNS || /https?:\/\/\S+$/.test(text)) continue
          report({
            loc: { line, column: MAX_COMMENT_COLUMNS },
            messageId: 'wide',
            data: { max: MAX_COMMENT_COLUMNS },
          })
        }
      }
    },
  }),
}

/** Folders that may use the globals of Node: the shore to the machine (docs/architecture.md). */
const SHORE = ['system', 'net', 'entry', 'cli/ui', 'signin/loopback', 'signin/saml']

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'completions'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  { plugins: { rolecall: { rules: { 'comment-width': commentWidth } } } },
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-console': 'error',
      'rolecall/comment-width': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeCheckedOnly],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Methods of our interfaces are properties (`now: () => T`), so that callers may destructure them.
      '@typescript-eslint/method-signature-style': ['error', 'property'],
      '@typescript-eslint/no-unnecessary-condition': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // An async function without await is how an interface of promises is implemented by something quick.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: SHORE.map((folder) => `src/${folder}/**`),
    rules: { 'no-restricted-globals': ['error', 'process', 'Buffer'] },
  },
  {
    // CommonJS, for the start-up time: see tsup.config.ts.
    files: ['bin/**', '**/*.cjs'],
    languageOptions: {
      globals: {
        __dirname: 'readonly',
        module: 'writable',
        process: 'readonly',
        require: 'readonly',
      },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  { files: ['test/**', 'bench/**', 'demo/**'], rules: { 'no-console': 'off' } },
)
