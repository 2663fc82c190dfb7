import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { answer, profiles } from '../../support/scene.js'
import { startSts } from '../../support/sts-server/server.js'
import type { Machine } from './machine.js'

/**
 * What a user does first: a code at a prompt, then hits, a command, and an SDK's call.
 * @param rolecall the words that start it on the machine
 * @param options `isPrompted` is false if the machine does not tell a program about its terminal
 */
export async function mainJob(
  machine: Machine,
  rolecall: readonly string[],
  { isPrompted = true } = {},
): Promise<void> {
  const sts = await startSts()
  const [alice] = sts.model.users
  const key = alice?.keys[0]
  const serial = alice?.mfaDevices[0]?.serial ?? ''
  const home = mkdtempSync(join(machine.homes, 'user-'))
  const write = (name: string, text: string): void => {
    mkdirSync(join(home, name, '..'), { recursive: true, mode: 0o700 })
    writeFileSync(join(home, name), text, { mode: 0o600 })
  }
  write('.aws/config', profiles(serial))
  write(
    '.aws/credentials',
    `[base]\naws_access_key_id = ${key?.accessKeyId}\naws_secret_access_key = ${key?.secretAccessKey}\n`,
  )
  write('.key', 'of a machine without a keychain, 32 bytes or more')
  const env = {
    HOME: machine.inside(home),
    ROLECALL_KEY_FILE: machine.inside(join(home, '.key')),
    AWS_ENDPOINT_URL_STS: sts.url,
    NO_COLOR: '1',
  }
  const succeed = async (words: readonly string[], more = {}): Promise<string> => {
    const { code, stdout, stderr } = await machine.run(words, {
      env: { ...env, ...more },
      timeoutMs: 120_000,
    })
    expect([
      words,
      code,
      stderr.replace(/^rolecall: (sessions|adopted|ejected|the orig|to try).*\n/gm, ''),
    ]).toEqual([words, 0, ''])
    return stdout
  }
  try {
    const ARN = 'arn:aws:sts::222222222222:assumed-role/dev/'
    if (isPrompted) {
      using terminal = machine.inTerminal([...rolecall, 'whoami', 'dev'], env)
      await answer(terminal, sts.freshCode(serial))
      expect(await terminal.exit).toMatchObject({ code: 0 })
      expect(terminal.transcript).toContain(ARN)
    } else {
      const code = { ROLECALL_MFA_CODE: sts.freshCode(serial) }
      expect(await succeed([...rolecall, 'whoami', 'dev'], code)).toContain(ARN)
    }

    const calls = sts.requests.length
    const hit = [...rolecall, 'process', '--profile', 'dev']
    const first = await succeed(hit)
    const traced = await machine.run(hit, { env: { ...env, ROLECALL_LAUNCHER_TRACE: '1' } })
    // Not by the program: the machine has no Node but the release's own.
    expect(traced).toMatchObject({ code: 0, stdout: first, stderr: 'launcher: answered\n' })
    expect(JSON.parse(first)).toMatchObject({ Version: 1, AccountId: '222222222222' })
    const echo = ['exec', 'dev', '--', 'sh', '-c', 'echo $AWS_ACCESS_KEY_ID $AWS_REGION']
    const shown = await succeed([...rolecall, ...echo])
    const { AccessKeyId: accessKeyId } = JSON.parse(first) as { AccessKeyId: string }
    expect(shown).toBe(`${accessKeyId} eu-west-1\n`)

    await succeed([...rolecall, 'adopt', 'dev'])
    const config = readFileSync(join(home, '.aws/config'), 'utf8')
    const [, command = ''] = /^credential_process = (.*)$/m.exec(config) ?? []
    // As an SDK starts it: no PATH but the system's.
    expect(await succeed(['sh', '-c', command])).toBe(first)
    await succeed([...rolecall, 'eject', 'dev'])
    expect(sts.requests.length, 'calls of STS for hits').toBe(calls)
  } finally {
    await sts.close()
  }
}
