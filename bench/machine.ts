import { fileURLToPath } from 'node:url'
import { tempHome } from '../test/support/home.js'
import { startKeychain } from '../test/support/keychain.js'
import { PROGRAM } from '../test/support/run.js'
import { startSts } from '../test/support/sts-server/server.js'
import { timed, type Command } from './rounds.js'

export const ROLE = 'arn:aws:iam::222222222222:role/nomfa'

/**
 * A real keychain, a local STS and a home directory, with a cached session of the profile `dev`.
 */
export interface Machine extends AsyncDisposable {
  env: Readonly<Record<string, string>>
  sts: Awaited<ReturnType<typeof startSts>>
  key: { accessKeyId: string; secretAccessKey: string }
  rolecall(...args: string[]): Command
  node(...args: string[]): Command
  /** Writes a file below the home. */
  write(name: string, text: string): Promise<string>
  /** Called when the machine ends. */
  onEnd(close: () => Promise<void>): void
}

/** What `npm run launcher` has built. */
export const LAUNCHER = fileURLToPath(new URL('../launcher/build/rolecall', import.meta.url))

/** A command by the launcher, without Node. */
export const byLauncher = ({ env }: Machine, ...args: string[]): Command => ({
  file: LAUNCHER,
  args,
  env,
})

/**
 * @param profiles in the config file, `dev` the last of them
 * @param sessions in the keychain
 * @param config more of the config file
 */
export async function startMachine({
  profiles = 2,
  sessions = 1,
  config = '',
}: {
  profiles?: number
  sessions?: number
  config?: string
}): Promise<Machine> {
  const sts = await startSts()
  const keychain = await startKeychain({ otherSessions: sessions - 1 })
  const key = sts.model.users[0]?.keys[0]
  if (!key) throw new Error('the default model has no user')
  const home = await tempHome({
    sts,
    config: `${config}[profile base]\nregion = eu-west-1\n\n${manyProfiles(profiles - 2)}${roleProfile('dev')}`,
    credentials: `[base]\naws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`,
  })
  const env = {
    ...home.env,
    ...keychain.env,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  }
  const node = (...args: string[]): Command => ({ file: process.execPath, args, env })
  const endings: (() => Promise<void>)[] = []
  const machine: Machine = {
    env,
    sts,
    key,
    node,
    rolecall: (...args) => node(PROGRAM, ...args),
    write: (name, text) => home.write(name, text),
    onEnd: (close) => void endings.push(close),
    async [Symbol.asyncDispose]() {
      for (const close of endings) await close()
      await home.remove()
      await keychain.close()
      await sts.close()
    },
  }
  await timed(machine.rolecall('process', 'dev'))
  return machine
}

/** The path of a script in the folder `scripts`. */
export function script(name: string): string {
  return fileURLToPath(new URL(`scripts/${name}`, import.meta.url))
}

/** A profile whose role needs no MFA code. */
export function roleProfile(name: string, more = ''): string {
  return `[profile ${name}]\nrole_arn = ${ROLE}\nsource_profile = base\nregion = eu-west-1\n${more}\n`
}

function manyProfiles(count: number): string {
  return Array.from({ length: count }, (_, index) => roleProfile(`team-${index}/service`)).join('')
}
