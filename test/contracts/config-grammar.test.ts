import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSharedConfigFiles } from '@smithy/core/config'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openAwsFiles } from '../../src/config/aws-file.js'

/**
 * Where botocore and the JavaScript SDK, the two that most tools are built on, agree about a key of a
 * profile, we agree with both. Their own code reads the files here.
 */
const FILES = 300

type Profiles = Record<string, Record<string, string | undefined> | undefined>
interface Reading {
  config: Profiles | null
  credentials: Profiles | null
}

const name = fc.constantFrom(
  'dev',
  'base',
  'a.b',
  'x_1',
  'me@x.io',
  'a/b',
  'long name',
  'default',
  'constructor',
)
/** Which of `[default]` and `[profile default]` counts depends on what a parser found in them: not for this test. */
const prefixed = name.filter((n) => n !== 'default')
const blanks = fc.constantFrom('', ' ', '  ', '\t')
const header = fc.oneof(
  { weight: 6, arbitrary: name.map((n) => (n === 'default' ? '[default]' : `[profile ${n}]`)) },
  prefixed.map((n) => `[profile "${n}"]`),
  prefixed.map((n) => `[profile '${n}']`),
  fc.tuple(blanks, prefixed).map(([b, n]) => `[profile${b}${n}] # note`),
  name.map((n) => `[${n}]`),
  name.map((n) => `[sso-session ${n}]`),
)
const key = fc.constantFrom('region', 'role_arn', 'source_profile', 'Output', 's3', 'x-y', 'k_1')
const value = fc.constantFrom(
  ...[
    'x',
    '',
    'a b',
    'y#z',
    'y #z',
    'a;b',
    'a=b',
    'a:b',
    '"q"',
    "'q q'",
    'arn:aws:iam::1:role/r',
    'ü',
    '%d',
    '$HOME',
    '[x]',
  ],
)
const property = fc
  .tuple(blanks, key, blanks, fc.constantFrom('=', '=', '=', ':'), blanks, value)
  .map((parts) => parts.join(''))
const noise = fc.constantFrom('', '# c', '; c', '  # c', '  continued', '  a = b', '\tsub = x #y')
const section = (head: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      head,
      fc.uniqueArray(property, {
        maxLength: 4,
        selector: (line) => line.trim().slice(0, 3).toLowerCase(),
      }),
      fc.array(noise, { maxLength: 2 }),
    )
    .map(([first, properties, rest]) => [first, ...properties, ...rest].join('\n'))
const file = (head: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.uniqueArray(section(head), { maxLength: 4, selector: (text) => text.split('\n')[0] }),
      fc.constantFrom('\n', '\r\n'),
    )
    .map(([sections, eol]) => `${sections.join('\n')}\n`.replaceAll('\n', eol))
const pair = fc.record({ config: file(header), credentials: file(name.map((n) => `[${n}]`)) })

test('we agree with botocore and the JavaScript SDK wherever these two agree', async () => {
  const samples = fc.sample(pair, { numRuns: FILES, seed: 20261121 })
  const botocore = readByBotocore(samples)
  let agreed = 0
  for (const [index, texts] of samples.entries()) {
    const sdk = await readBySdk(texts)
    for (const dialect of ['config', 'credentials'] as const) {
      const ours = openAwsFiles(
        { path: '', text: dialect === 'config' ? texts.config : '' },
        { path: '', text: dialect === 'credentials' ? texts.credentials : '' },
      )
      for (const [profile, keys] of Object.entries(botocore[index]?.[dialect] ?? {})) {
        for (const [name, text] of Object.entries(keys ?? {})) {
          const theirs = sdk[dialect]?.[profile]
          if (!theirs || !Object.hasOwn(theirs, name) || theirs[name] !== text) continue
          agreed += 1
          const where = `${profile}.${name} in ${JSON.stringify(texts[dialect])}`
          expect(ours.profile(profile)?.get(name)?.value, where).toBe(text)
        }
      }
    }
  }
  expect(agreed).toBeGreaterThan(FILES)
})

function readByBotocore(samples: readonly { config: string; credentials: string }[]): Reading[] {
  const script = join(import.meta.dirname, 'botocore-config.py')
  const { stdout, stderr, status } = spawnSync('python3', [script], {
    input: JSON.stringify(samples),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return JSON.parse(stdout) as Reading[]
}

async function readBySdk(texts: { config: string; credentials: string }): Promise<Reading> {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-grammar-'))
  try {
    const [configFilepath, filepath] = [join(folder, 'config'), join(folder, 'credentials')]
    writeFileSync(configFilepath, texts.config)
    writeFileSync(filepath, texts.credentials)
    const read = await loadSharedConfigFiles({ filepath, configFilepath, ignoreCache: true })
    return { config: read.configFile, credentials: read.credentialsFile }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
