import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSharedConfigFiles } from '@smithy/core/config'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAwsFiles } from '../../src/aws-files/aws-files.js'
import { awsFilePair } from '../support/odd-aws-files.js'

/**
 * Number of file pairs on which rolecall's parser is compared with botocore and the JavaScript SDK,
 * on which most tools are built. A value on which these two agree must be rolecall's value as well.
 */
const SAMPLES = 300

type Profiles = Record<string, Record<string, string | undefined> | undefined>
interface Reading {
  config: Profiles | null
  credentials: Profiles | null
}

test('reads every value on which botocore and the JavaScript SDK agree', async () => {
  const samples = fc.sample(awsFilePair, { numRuns: SAMPLES, seed: 20261121 })
  const botocore = readByBotocore(samples)
  let agreed = 0
  for (const [index, texts] of samples.entries()) {
    const sdk = await readBySdk(texts)
    for (const kind of ['config', 'credentials'] as const) {
      const ours = parseAwsFiles(
        { path: '', text: kind === 'config' ? texts.config : '' },
        { path: '', text: kind === 'credentials' ? texts.credentials : '' },
      )
      for (const [profile, keys] of Object.entries(botocore[index]?.[kind] ?? {})) {
        for (const [name, text] of Object.entries(keys ?? {})) {
          const theirs = sdk[kind]?.[profile]
          if (!theirs || !Object.hasOwn(theirs, name) || theirs[name] !== text) continue
          agreed += 1
          const location = `${profile}.${name} in ${JSON.stringify(texts[kind])}`
          expect(ours.profile(profile)?.get(name)?.value, location).toBe(text)
        }
      }
    }
  }
  expect(agreed).toBeGreaterThan(SAMPLES)
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
