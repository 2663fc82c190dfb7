import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../contracts/botocore-roles.py', import.meta.url))

/** What botocore would do with a profile: who signs which role, and the last access key. */
export type BotocoreAnswer =
  { calls: [signer: string, role: string][]; key: string } | { error: string }

/** Asks botocore about many sets of profiles in one process, without a network. */
export function askBotocore(cases: readonly object[]): BotocoreAnswer[] {
  const { stdout, stderr, status } = spawnSync('python3', [PROGRAM], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return JSON.parse(stdout) as BotocoreAnswer[]
}

/** The identities on the way to the credentials, in order; `error` without any. */
export function identitiesOf(answer: BotocoreAnswer): string[] | 'error' {
  return 'error' in answer ? 'error' : [...answer.calls.map(([signer]) => signer), answer.key]
}
