/*
 * The rules for imports (docs/architecture.md, "Folders and layers"). `npm run lint` checks static
 * imports, dynamic imports and imports of types alike. ESLint's own rules do not see `import()`.
 */

/**
 * Layers from the bottom up. A file may import from its own folder and from the rows above its own.
 * Folders in the same row may not import from each other.
 */
const LAYERS = [
  ['core'],
  ['aws-files'],
  ['settings', 'emit'],
  // Parses the source of a profile; pure.
  ['sources (parse)'],
  ['plan'],
  ['system'],
  ['net'],
  ['store'],
  ['vaults'],
  ['secrets'],
  ['coordination'],
  ['history'],
  ['sts'],
  ['iam', 'cloudtrail'],
  ['mfa', 'signin'],
  // Opens a source: files, commands, browsers, the SDK.
  ['sources (open)'],
  ['session'],
  ['cli'],
  ['entry'],
]

/** Files of the layer `sources (open)`. */
const OPENING = [
  '^src/sources/sdk/',
  '^src/sources/open[^/]*[.]ts$',
  '^src/sources/[^/]+/(open|place|sign-in|sign-in-target|unlock-key)[.]ts$',
]

/** Patterns for the files of a layer. Each folder of `sources` has files of two layers. */
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
      comment:
        'Imports go only from upper to lower layers (docs/architecture.md, "Folders and layers").',
      severity: 'error',
      from: filesOf(folder),
      to: filesOf(other),
    }))
  }),
)

/** Packages that only a few folders may import, to contain their start-up cost and their faults. */
const SOLE_IMPORTERS = [
  {
    what: 'the AWS SDK',
    to: '(^|/)(@aws-sdk|@smithy)/',
    from: '^src/(sts|iam|cloudtrail|net|sources/sdk)/',
  },
  { what: 'openid-client', to: '(^|/)openid-client(/|$)', from: '^src/signin/oidc/' },
  { what: 'yaml', to: '(^|/)node_modules/yaml(/|$)', from: '^src/cli/kube/' },
  { what: 'jose', to: '(^|/)jose(/|$)', from: '^src/vaults/' },
  { what: 'commander', to: '(^|/)commander(/|$)', from: '^src/cli/(build-)?program[.]ts$' },
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

/**
 * The shore to the machine: only these folders use Node's modules. All others use the functions of
 * `src/system` for files, sockets, clocks and child processes.
 */
const SHORE = '^src/(system|net|entry|cli/ui|signin/(loopback|saml))/'

module.exports = {
  forbidden: [
    ...upwards,
    {
      name: 'no circles',
      comment: 'Circles of type imports count as well. Move the shared code to a third file.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'one shore to the machine',
      comment: 'Use the functions of src/system, so that the host can be replaced.',
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
