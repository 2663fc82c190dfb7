import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSharedConfigFiles } from '@smithy/core/config'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAwsFiles, type AwsFiles } from '../../src/aws-files/aws-files.js'
import type { Keys } from '../../src/aws-files/keys.js'
import { awsFilePair, indentedAwsFilePair, scrambledAwsFilePair } from '../support/odd-aws-files.js'
import { FULL_TIMEOUT_MS, SEED, samplesOf } from './conformance/samples.js'

/**
 * Number of file pairs on which rolecall's parser is compared with botocore and the JavaScript SDK,
 * on which most tools are built. A value on which these two agree must be rolecall's value as well,
 * and so must the absence of a value.
 */
const SAMPLES = samplesOf({ usual: 300, full: 10_000 })
/** Samples of a batch: one process of botocore reads them. */
const BATCH = 1000

type Keyed = Record<string, string | undefined>
type Sections = Record<string, Keyed | undefined>
interface Reading {
  config: Sections | null
  credentials: Sections | null
}
interface Texts {
  config: string
  credentials: string
}

test.each([
  ['as people and programs write them', awsFilePair],
  ['with their lines in any order', scrambledAwsFilePair],
  ['with indented lines', indentedAwsFilePair],
])(
  'files %s mean what botocore and the JavaScript SDK agree on',
  async (_, pairs) => {
    const samples = fc.sample(pairs, { numRuns: SAMPLES, seed: SEED })
    const total: Comparison = { agreed: 0, differences: [] }
    for (let start = 0; start < samples.length; start += BATCH) {
      await compare(samples.slice(start, start + BATCH), total)
    }
    console.log(`${samples.length} pairs of files, ${total.agreed} values, seed ${SEED}`)
    expect(total.differences.slice(0, 10)).toEqual([])
    expect(total.agreed).toBeGreaterThan(SAMPLES / 4)
  },
  FULL_TIMEOUT_MS,
)

/**
 * A colon as separator, a comment as value, or a header with quotes or several blanks. One SDK
 * reads it and the other does not, each in its own way, so that both may lack a key without
 * agreeing.
 */
const ONE_LACKS = /^[^=\n]*:|=\s+[#;]|^\[[\w-]*(\s\s|\t|\s*["'])/m

/**
 * True if a header is indented deeper than the key above it: for botocore it continues the value of
 * that key, so that the two see different sections, and agree by chance only.
 */
function hasContinuedHeader(text: string): boolean {
  let [level, isBelowKey] = [0, false]
  for (const line of text.split(/\r?\n/).filter((each) => /^\s*[^\s#;]/.test(each))) {
    const [indent, isHeader] = [line.search(/\S/), /^\s*\[/.test(line)]
    if (isBelowKey && indent > level) {
      if (isHeader) return true
      continue
    }
    ;[level, isBelowKey] = [indent, !isHeader]
  }
  return false
}

interface Comparison {
  /** Number of values on which botocore and the SDK agree. */
  agreed: number
  /** Where rolecall reads something else. */
  differences: { key: string; right: string | undefined; own: string | undefined; text: string }[]
}

async function compare(samples: readonly Texts[], total: Comparison): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-grammar-'))
  try {
    const botocore = readByBotocore(samples)
    for (const [index, texts] of samples.entries()) {
      const sdk = await readBySdk(texts, folder)
      for (const kind of ['config', 'credentials'] as const) {
        const theirs = botocore[index]?.[kind]
        if (theirs && !hasContinuedHeader(texts[kind]))
          compareText(kind, texts[kind], [theirs, sdk[kind] ?? {}], total)
      }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function compareText(
  kind: 'config' | 'credentials',
  text: string,
  [botocore, sdk]: readonly [Sections, Sections],
  total: Comparison,
): void {
  const ours = parseAwsFiles(
    { path: '', text: kind === 'config' ? text : '' },
    { path: '', text: kind === 'credentials' ? text : '' },
  )
  for (const section of new Set([...Object.keys(botocore), ...Object.keys(sdk)])) {
    // The SDK reads no section without keys, and drops several kinds of names.
    const [theirs, others] = [botocore[section], sdk[section]]
    if (!theirs || !others) continue
    const own = ownSection(ours, kind, section)
    const names = [theirs, others].flatMap((keys) => Object.keys(keys))
    for (const name of new Set([...names, ...(own?.keys() ?? [])])) {
      const right = valueIn(theirs, name)
      if (right !== valueIn(others, name)) continue
      if (right === undefined && ONE_LACKS.test(text)) continue
      total.agreed += right === undefined ? 0 : 1
      const value = own?.get(name)?.value
      if (value === right) continue
      total.differences.push({ key: `${section}.${name}`, right, own: value, text })
    }
  }
  for (const name of kind === 'config' ? ours.profileNames() : []) {
    if (botocore[name] || sdk[name] || (ours.profile(name)?.size ?? 0) === 0) continue
    total.differences.push({ key: name, right: undefined, own: 'a profile', text })
  }
}

/** An empty value is an absent one. */
function valueIn(keys: Keyed, name: string): string | undefined {
  return (Object.hasOwn(keys, name) && keys[name]) || undefined
}

function ownSection(ours: AwsFiles, kind: string, name: string): Keys | undefined {
  const [, type, rest] = /^(sso-session|services)\.(.*)$/s.exec(name) ?? []
  return kind === 'config' && type !== undefined && rest !== undefined
    ? ours.section(type as 'sso-session' | 'services', rest)
    : ours.profile(name)
}

function readByBotocore(samples: readonly Texts[]): Reading[] {
  const script = join(import.meta.dirname, 'botocore-config.py')
  const { stdout, stderr, status } = spawnSync('python3', [script], {
    input: JSON.stringify(samples),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return JSON.parse(stdout) as Reading[]
}

async function readBySdk(texts: Texts, folder: string): Promise<Reading> {
  const [configFilepath, filepath] = [join(folder, 'config'), join(folder, 'credentials')]
  writeFileSync(configFilepath, texts.config)
  writeFileSync(filepath, texts.credentials)
  const read = await loadSharedConfigFiles({ filepath, configFilepath, ignoreCache: true })
  return { config: lowerCased(read.configFile), credentials: lowerCased(read.credentialsFile) }
}

/** Keys as every other SDK reads them: this one keeps their case. Sub-properties keep it in all. */
function lowerCased(sections: Sections): Sections {
  return Object.fromEntries(
    Object.entries(sections).map(([section, keys]) => [
      section,
      Object.fromEntries(
        Object.entries(keys ?? {}).map(([key, value]) => [
          key.replace(/^[^.]*/, (name) => name.toLowerCase()),
          value,
        ]),
      ),
    ]),
  )
}
