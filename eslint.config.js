import js from '@eslint/js'
import tseslint from 'typescript-eslint'

// The rules for imports are in .dependency-cruiser.cjs, which also checks `import()`.

const MAX_COMMENT_COLUMNS = 100

/** Limits the width of comments, since Prettier wraps only code. */
const commentWidth = {
  meta: {
    type: 'layout',
    schema: [],
    messages: { wide: 'a comment must not exceed {{max}} columns' },
  },
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
  { ignores: ['dist', 'node_modules', 'completions', 'release', 'launcher/{build,target}'] },
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
      // Interfaces declare methods as properties (`now: () => T`), so callers may destructure them.
      '@typescript-eslint/method-signature-style': ['error', 'property'],
      '@typescript-eslint/no-unnecessary-condition': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // A synchronous implementation of a method that returns a promise is async without await.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: SHORE.map((folder) => `src/${folder}/**`),
    rules: { 'no-restricted-globals': ['error', 'process', 'Buffer'] },
  },
  {
    // CommonJS, because it starts faster (tsup.config.ts).
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
