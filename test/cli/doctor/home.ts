import { join } from 'node:path'
import { tempHome, type TempHome } from '../../support/home.js'
import { run, type RunResult } from '../../support/run.js'

/** A finding as `doctor --json` prints it. */
export interface Printed {
  check: string
  severity: 'error' | 'warning' | 'note'
  message: string
  hint: string
  command: string
  profiles?: string[]
  fixable: boolean
}

export interface DoctorHome extends AsyncDisposable {
  home: TempHome
  env: Record<string, string>
  /** Runs `doctor --json` with these words. */
  examine: (words?: string[], env?: Record<string, string>) => Promise<Printed[]>
  /** Exit status of the last one. */
  status: () => number | undefined
  rolecall: (args: string[], env?: Record<string, string>) => Promise<RunResult>
}

/** In which there is nothing to find. `base` has a long-term key that another tool keeps. */
export const HEALTHY = `; managed by hand
[default]
region = eu-west-1
output = json
cli_pager =
s3 =
    max_concurrent_requests = 20

[profile base]
credential_process = /bin/cat /dev/null
rolecall_long_term_keys = true
region = eu-west-1
retry_mode = standard

[profile dev]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = base
region = eu-west-1 ; the office

[profile audit]
role_arn = arn:aws:iam::333333333333:role/audit
source_profile = dev
region = ap-southeast-2
`

/** @param sts a server whose date is asked for */
export async function doctorHome(
  sts: string,
  config = HEALTHY,
  credentials?: string,
): Promise<DoctorHome> {
  const home = await tempHome({ config, ...(credentials === undefined ? {} : { credentials }) })
  const keyFile = await home.write('key-file', 'k'.repeat(64))
  const env = { ...home.env, ROLECALL_KEY_FILE: keyFile, AWS_ENDPOINT_URL_STS: sts }
  const rolecall = (args: string[], more: Record<string, string> = {}): Promise<RunResult> =>
    run(args, { env: { ...env, ...more } })
  let status: number | undefined
  return {
    home,
    env,
    rolecall,
    status: () => status,
    async examine(words = [], more = {}) {
      const { stdout, stderr, code } = await rolecall(['doctor', '--json', ...words], more)
      if (stdout === '') throw new Error(stderr)
      const { findings } = JSON.parse(stdout) as { findings: Printed[] }
      status = code
      return findings
    },
    [Symbol.asyncDispose]: () => home.remove(),
  }
}

export const configOf = ({ home }: DoctorHome): string => join(home.path, '.aws/config')
