import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { COLD_SCRIPT, coldMiss, coldProfiles, coldScript } from './cold.js'
import { startMachine } from './machine.js'
import { atOnce, inTurn, type Turn } from './rounds.js'
import { compared, type Row } from './row.js'

/** A cache miss of `process`: a lock, one AssumeRole, one write to the keychain. */
export async function measureMisses(rounds: number): Promise<Row[]> {
  await using machine = await startMachine({ config: coldProfiles(rounds) })
  const turns = {
    script: (round) => coldScript(machine, round),
    miss: (round) => coldMiss(machine, round),
  } satisfies Record<string, Turn>
  const ms = await inTurn(turns, rounds)
  const against = { name: COLD_SCRIPT, samples: ms.script }
  return [compared('process, cold AssumeRole', ms.miss, against, { ratio: 1.15 })]
}

/** Simultaneous misses for a role that requires MFA: one prompt and one call per step must do. */
export async function measureStorm(processes: number): Promise<Row[]> {
  await using machine = await startMachine({})
  const { sts, env } = machine
  const serial = sts.model.users[0]?.mfaDevices[0]?.serial ?? ''
  const home = env['HOME'] ?? ''
  const promptLog = join(home, 'prompt-log')
  const config = join(home, 'storm-config')
  await writeFile(
    config,
    `[profile base]\nmfa_serial = ${serial}\nmfa_process = echo prompt >> ${promptLog}; echo ${sts.freshCode(serial)}\n\n` +
      '[profile storm]\nrole_arn = arn:aws:iam::222222222222:role/dev\nsource_profile = base\nregion = eu-west-1\n',
  )
  const command = machine.rolecall('process', '--profile', 'storm')
  const before = sts.requests.length
  const ms = await atOnce({ ...command, env: { ...env, AWS_CONFIG_FILE: config } }, processes)
  const calls = sts.requests.length - before
  const prompts = (await readFile(promptLog, 'utf8')).trim().split('\n').length
  const name = `${processes} cold processes at once, MFA role`
  return [
    { name, value: ms, unit: 'ms' },
    {
      name: `${name}: STS calls`,
      value: calls,
      unit: '',
      budget: '2 (2 steps)',
      isMet: calls === 2,
    },
    { name: `${name}: prompts`, value: prompts, unit: '', budget: '1', isMet: prompts === 1 },
  ]
}
