import { isInstalled } from '../test/support/commands.js'
import { findAwsCli } from './aws-cli.js'
import { startMachine } from './machine.js'
import { inTurn } from './rounds.js'
import { compared, type Row } from './row.js'

const MAX_RATIO = 0.25

/** A token for kubectl from a cached session, compared with the AWS CLI that signs with a key. */
export async function measureKubeToken(rounds: number): Promise<Row[]> {
  const name = 'aws eks get-token'
  const row = { name: 'kube-token, session cached', unit: 'ms' as const, against: name }
  const cli = isInstalled('aws') ? { file: 'aws', args: [], env: {} } : await findAwsCli()
  if (typeof cli === 'string') return [{ ...row, note: cli }]
  await using machine = await startMachine({})
  const own = () => machine.rolecall('kube-token', 'dev', '--cluster', 'blue')
  const args = ['eks', 'get-token', '--cluster-name', 'blue', '--profile', 'base']
  const aws = () => ({
    file: cli.file,
    args: [...cli.args, ...args],
    env: { ...machine.env, ...cli.env },
  })
  const ms = await inTurn({ own, aws }, rounds)
  return [compared(row.name, ms.own, { name, samples: ms.aws }, { ratio: MAX_RATIO })]
}
