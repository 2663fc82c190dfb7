/*
 * What may import what. Static and dynamic imports and imports of types count alike (docs/architecture.md,
 * "Layers"). ESLint's own rules do not see `import()`, so the check is here: `npm run lint` runs it.
 */

/**
 * Layers from the bottom up: a file may import from its own layer's folder and from the layers before it. Folders of one
 * row do not know each other.
 */
const LAYERS = [
  ['core'],
  ['aws-files'],
  ['settings', 'emit'],
  // What a profile says about its source: pure.
  ['sources (parse)'],
  ['plan'],
  ['system'],
  ['net'],
  ['store'],
  ['secrets'],
  ['coordination'],
  ['sts'],
  ['iam'],
  ['mfa', 'signin'],
  // How a source is opened: files, commands, browsers, SDK.
  ['sources (open)'],
  ['session'],
  ['cli'],
  ['entry'],
]

/** The opening half of `sources`: files, commands, browsers, the SDK. */
const OPENING = [
  '^src/sources/sdk/',
  '^src/sources/open[^/]*[.]ts$',
  '^src/sources/[^/]+/(open|id-token)[.]ts$',
]

/** Patterns for the files of a layer's folder; `sources` is two layers in one folder a kind. */
const filesOf = (folder) => {
  if (folder === 'sources (open)') return { path: OPENING }
  if (folder === 'sources (parse)') return { path: '^src/sources/', pathNot: OPENING }
  return { path: `^src/${folder}/` }
}

const upwards = LAYERS.flatMap((row, level) =>
  row.flatMap((folder) => {
    const forbidden = LAYERS.slice(level)
      .flat()
      .filter((other) => other !== folder)
    return forbidden.map((other) => ({
      name: `${folder} may not import ${other}`,
      comment: 'Imports go one way: docs/architecture.md, "Layers".',
      severity: 'error',
      from: filesOf(folder),
      to: filesOf(other),
    }))
  }),
)

/** Packages and built-in modules that few places may import, so that their cost and faults stay there. */
const SOLE_IMPORTERS = [
  {
    what: 'the AWS SDK',
    to: '^(node_modules/)?(@aws-sdk|@smithy)/',
    from: '^src/(sts|iam|net|sources/sdk)/',
  },
  { what: 'openid-client', to: '(^|/)openid-client(/|$)', from: '^src/signin/oidc/' },
  { what: 'commander', to: '(^|/)commander(/|$)', from: '^src/cli/program[.]ts$' },
  {
    what: 'inquirer',
    to: '(^|/)@?inquirer(/|$)',
    from: '^src/cli/ui/',
  },
  { what: 'ini', to: '(^|/)node_modules/ini(/|$)', from: '^src/settings/' },
  {
    what: 'native addons',
    to: '(^|/)(@napi-rs/keyring|keytar|fs-native-extensions)(/|$)',
    from: '^src/(store/native|store/kernel|system)/',
  },
]

/** One shore to the machine: everything else reaches files, sockets, clocks and children through `src/system`. */
const SHORE = '^src/(system|net|entry|cli/ui|signin/(loopback|saml))/'

module.exports = {
  forbidden: [
    ...upwards,
    {
      name: 'no circles',
      comment: 'Neither at run time nor of types: move what both need to a third file.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'one shore to the machine',
      comment: 'Use the functions of src/system, so that another host can stand under this code.',
      severity: 'error',
      from: { path: '^src/', pathNot: SHORE },
      to: { dependencyTypes: ['core'] },
    },
    ...SOLE_IMPORTERS.map(({ what, to, from }) => ({
      name: `sole importer of ${what}`,
      comment: `Only ${from} may import ${what}.`,
      severity: 'error',
      from: { path: '^src/', pathNot: from },
      to: { path: to },
    })),
    {
      name: 'no unresolved import',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true, pathNot: '^keytar$' },
    },
    {
      name: 'no file without an importer',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/entry/', orphan: true },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
