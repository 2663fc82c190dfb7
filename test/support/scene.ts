import { tempHome, type TempHome } from './home.js'
import { run, type RunOptions, type RunResult } from './run.js'
import type { StsServer } from './sts-server/api.js'
import { startSts } from './sts-server/server.js'
import { runInTerminal, type Terminal } from './terminal.js'

/** A user's machine: an STS, a home with profiles, and encrypted files as the store. */
export interface Scene extends AsyncDisposable {
  sts: StsServer
  home: TempHome
  env: Record<string, string>
  /** Serial number (ARN) of alice's MFA device. */
  serial: string
  /** alice's long-term access key. */
  key: { accessKeyId: string; secretAccessKey: string }
  /** Runs the program without a terminal. */
  rolecall(args: readonly string[], options?: RunOptions): Promise<RunResult>
  /** Runs it in a terminal without colours and enters a fresh code at each of `codes` prompts. */
  atTerminal(args: readonly string[], codes?: number): Promise<{ code: number; shown: string }>
  /** Replaces ~/.aws/config. */
  configure(config: string): Promise<void>
}

export const DEV = 'arn:aws:iam::222222222222:role/dev'

/**
 * Starts a machine with the profiles `base` (keys and MFA device), `dev`, `admin` and `audit` (a
 * chain through dev).
 * @param config text to append to ~/.aws/config
 */
export async function startScene(config = ''): Promise<Scene> {
  const sts = await startSts()
  const [alice] = sts.model.users
  const key = alice?.keys[0]
  const serial = alice?.mfaDevices[0]?.serial
  if (!key || !serial) throw new Error('the default model has no alice')
  const home = await tempHome({
    sts,
    config: `${profiles(serial)}${config}`,
    credentials: `[base]
aws_access_key_id = ${key.accessKeyId}
aws_secret_access_key = ${key.secretAccessKey}
`,
  })
  const keyFile = await home.write('key-file', `${Math.random()}`.repeat(8))
  const env: Record<string, string> = { ...home.env, ROLECALL_KEY_FILE: keyFile }
  const scene: Scene = {
    sts,
    home,
    env,
    serial,
    key,
    rolecall: (args, options = {}) => run(args, { ...options, env: { ...env, ...options.env } }),
    async atTerminal(args, codes = 1) {
      using terminal = runInTerminal('rolecall', args, { env: { ...env, NO_COLOR: '1' } })
      for (let prompt = 0; prompt < codes; prompt++) await answer(terminal, sts.freshCode(serial))
      const { code } = await terminal.exit
      return { code, shown: terminal.transcript }
    },
    configure: async (text) => void (await home.write('.aws/config', text)),
    async [Symbol.asyncDispose]() {
      await sts.close()
      await home.remove()
    },
  }
  return scene
}

/** Waits for the next prompt for a code and enters one. */
export async function answer(terminal: Terminal, code: string): Promise<void> {
  await terminal.waitFor(/MFA code for \S+: /)
  terminal.send(`${code}\r`)
}

/** The profiles of ~/.aws/config in every scene. */
export function profiles(serial: string): string {
  return `[profile base]
mfa_serial = ${serial}
region = eu-west-1

[profile dev]
role_arn = ${DEV}
source_profile = base
region = eu-west-1

[profile admin]
role_arn = arn:aws:iam::222222222222:role/admin
source_profile = base
region = us-east-2
duration_seconds = 1800

[profile audit]
role_arn = arn:aws:iam::333333333333:role/audit
source_profile = dev
region = ap-southeast-2

`
}
