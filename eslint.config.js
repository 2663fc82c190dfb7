import js from '@eslint/js'
import tseslint from 'typescript-eslint'

/** Folders from the bottom up: each may import what stands before it, never what stands after it. */
const LAYERS = [
  ['core'],
  ['config', 'emit'],
  ['host'],
  ['aws', 'store', 'signin'],
  ['saml'],
  ['session'],
  ['cli'],
]

/** Packages that exactly one place may import, so that its cost and its faults stay there. */
const SOLE_IMPORTERS = [
  { group: ['@aws-sdk/*', '@smithy/*'], allowed: 'src/aws/' },
  { group: ['openid-client'], allowed: 'src/signin/' },
  { group: ['commander'], allowed: 'src/cli/program.ts' },
  { group: ['inquirer', '@inquirer/*'], allowed: 'src/cli/prompts' },
  { group: ['ini'], allowed: 'src/config/settings.ts' },
  { group: ['@napi-rs/keyring', 'keytar'], allowed: 'src/store/' },
  { group: ['fs-native-extensions'], allowed: 'src/host/' },
  {
    group: ['node:fs', 'node:fs/*', 'node:tty', 'node:child_process', 'node:process'],
    allowed: 'src/host/',
  },
]

const folders = LAYERS.flat()

const layerRules = folders.map((folder) => {
  const level = LAYERS.findIndex((layer) => layer.includes(folder))
  const forbidden = folders.filter(
    (other) => other !== folder && LAYERS.findIndex((layer) => layer.includes(other)) >= level,
  )
  const files = `src/${folder}/`
  const patterns = [
    ...forbidden.map((other) => ({
      group: [`**/${other}/**`],
      message: `${folder} may not import ${other}: imports go one way (docs/architecture.md).`,
    })),
    ...SOLE_IMPORTERS.filter(({ allowed }) => !files.startsWith(allowed)).map(
      ({ group, allowed }) => ({
        group,
        message: `only ${allowed} may import ${group.join(', ')}.`,
      }),
    ),
  ]
  return { files: [`${files}**`], rules: { 'no-restricted-imports': ['error', { patterns }] } }
})

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'completions'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-console': 'error',
    },
  },
  ...layerRules,
  {
    files: ['src/cli/program.ts', 'src/cli/prompts/**', 'src/config/settings.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    // CommonJS, for the start-up time: see tsup.config.ts.
    files: ['bin/**', '**/*.cjs'],
    languageOptions: {
      globals: { __dirname: 'readonly', process: 'readonly', require: 'readonly' },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  { files: ['test/**', 'bench/**', 'demo/**'], rules: { 'no-console': 'off' } },
)
