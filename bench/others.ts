import { isInstalled } from '../test/support/commands.js'
import { findAwsCli } from './aws-cli.js'
import { startMachine } from './machine.js'
import { inTurn } from './rounds.js'
import { compared, type Row } from './row.js'

/**
 * Other credential helpers that keep no session in the keychain, and the argument with which each
 * starts and does nothing. Those that do are in peers.ts.
 */
const PEERS = {
  awsume: '--version',
  'aws-runas': '--version',
}

/** A hit, compared with other credential helpers. */
export async function measureOthers(rounds: number): Promise<Row[]> {
  await using machine = await startMachine({})
  const hit = () => machine.rolecall('process', '--profile', 'dev')
  const rows: Row[] = []

  const cli = await findAwsCli()
  const name = 'aws configure export-credentials (AWS CLI v2)'
  if (typeof cli === 'string')
    rows.push({ name: 'process, hit', unit: 'ms', against: name, note: cli })
  else {
    const args = ['configure', 'export-credentials', '--profile', 'base', '--format', 'process']
    const aws = () => ({
      file: cli.file,
      args: [...cli.args, ...args],
      env: { ...machine.env, ...cli.env },
    })
    const ms = await inTurn({ hit, aws }, rounds)
    const row = compared('process, hit', ms.hit, { name, samples: ms.aws })
    rows.push({ ...row, note: `${cli.version}, printing a static key` })
  }

  for (const [peer, arg] of Object.entries(PEERS)) {
    const against = `${peer} ${arg}`
    if (!isInstalled(peer)) {
      rows.push({ name: 'process, hit', unit: 'ms', against, note: 'not installed' })
      continue
    }
    const start = () => ({ file: peer, args: [arg], env: machine.env })
    const ms = await inTurn({ hit, start }, rounds)
    rows.push(compared('process, hit', ms.hit, { name: against, samples: ms.start }))
  }
  return rows
}
