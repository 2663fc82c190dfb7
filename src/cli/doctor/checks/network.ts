import { NO_AGENTS } from '../../../core/agents/agent.js'
import { envVar } from '../../../core/env.js'
import { isRolecallError, unlessRefused } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { serviceUrl } from '../../../core/arn.js'
import { humanDuration } from '../../../core/time/duration.js'
import { agentsFor } from '../../../net/agents.js'
import { serverDate } from '../../../net/server-date.js'
import { explainFailure } from '../../../sts/errors/explain.js'
import { unsignedTarget } from '../../../sts/signing.js'
import { readText } from '../../../system/files/read-file.js'
import { hasProxyVariable } from '../../../net/proxy.js'
import type { Examined } from '../examined.js'
import type { Finding } from '../finding.js'

const CA_VARIABLES = ['AWS_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']
const CERTIFICATE = /-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/

/** The files with certificate authorities that variables and profiles name. */
export function caBundles({ host: { env }, files, names, placeOf }: Examined): Finding[] {
  const ofVariables = CA_VARIABLES.flatMap((name): Finding[] => {
    const problem = problemOf(envVar(env, name))
    if (problem === undefined) return []
    return [
      {
        severity: 'error',
        message: `${name}: ${problem}`,
        hint: 'correct it, or unset it',
        command: `unset ${name}`,
      },
    ]
  })
  const byPath = new Map<string, string[]>()
  for (const name of names()) {
    const path = files().profile(name)?.get('ca_bundle')?.value
    if (path !== undefined) byPath.set(path, [...(byPath.get(path) ?? []), name])
  }
  const ofProfiles = [...byPath].flatMap(([path, profiles]): Finding[] => {
    const problem = problemOf(path)
    const [first = ''] = profiles
    if (problem === undefined) return []
    const place = placeOf(first, 'ca_bundle')
    return [
      {
        severity: 'error',
        message: `ca_bundle of profile ${first}: ${problem}`,
        hint: 'correct the path, or remove the line',
        command: `rolecall configure ${shellWord(first)} --unset ca_bundle --yes`,
        ...(place ? { file: place } : {}),
        profiles,
      },
    ]
  })
  return [...ofVariables, ...ofProfiles]
}

function problemOf(path: string | undefined): string | undefined {
  if (path === undefined) return undefined
  try {
    return CERTIFICATE.test(readText(path)) ? undefined : `${path} contains no certificate in PEM`
  } catch (error) {
    if (isRolecallError(error)) return error.message
    throw error
  }
}

/** The addresses of proxies. */
export async function proxies({ host: { env } }: Examined): Promise<Finding[]> {
  try {
    await agentsFor({ env }, 'https://sts.amazonaws.com')
    return []
  } catch (error) {
    if (!isRolecallError(error)) throw error
    const { message, hint = 'correct it' } = error
    return [
      {
        severity: 'error',
        message,
        hint,
        command: 'unset HTTPS_PROXY https_proxy HTTP_PROXY http_proxy ALL_PROXY all_proxy',
      },
    ]
  }
}

const TIMEOUT_MS = 5000
/** AWS refuses a signature that is this far from its own time. */
const REFUSED_MS = 5 * 60_000
/**
 * A code of an MFA device is valid for 30 seconds, and AWS also accepts the one before it and the
 * one after it.
 */
const WRONG_CODES_MS = 45_000

/** The clock, against the date of an answer of STS to a request that is not signed. */
export async function clock(examined: Examined): Promise<Finding[]> {
  const { host, files, profile } = examined
  const inputs = { files: files(), env: host.env, userName: host.userName(), agents: NO_AGENTS }
  const region = undefined
  const found =
    unlessRefused(() => unsignedTarget({ profile, region }, undefined, inputs)) ??
    unlessRefused(() => unsignedTarget({ region: 'us-east-1' }, undefined, inputs))
  if (!found) return []
  const { target } = found
  const url = target.endpoint ?? serviceUrl('sts', target.region, target)
  try {
    const before = host.now().at
    const served = await serverDate(url, found, host, TIMEOUT_MS)
    if (served === undefined) return []
    // The header has whole seconds.
    const offset = served + 500 - (before + host.now().at) / 2
    return Math.abs(offset) < WRONG_CODES_MS ? [] : [wrongClock(offset, host.platform)]
  } catch (error) {
    const isTimeout = error instanceof Error && /^(Timeout|Abort)Error$/.test(error.name)
    const known = explainFailure(
      isTimeout ? Object.assign(new Error('timeout'), { name: 'TimeoutError' }) : error,
      host.now().at,
    )
    return [
      {
        severity: 'warning',
        message: `${known.message}, so the clock was not checked`,
        hint: known.hint ?? 'check the network',
        command: `curl -sSI ${shellWord(url)}`,
      },
    ]
  }
}

const SET_CLOCK: Partial<Readonly<Record<NodeJS.Platform, string>>> = {
  darwin: 'sudo sntp -sS time.apple.com',
  win32: 'w32tm /resync',
}

function wrongClock(offsetMs: number, platform: NodeJS.Platform): Finding {
  const by = humanDuration(Math.round(Math.abs(offsetMs) / 1000))
  const isRefused = Math.abs(offsetMs) >= REFUSED_MS
  return {
    severity: isRefused ? 'error' : 'warning',
    message: `the clock of this machine is ${by} ${offsetMs > 0 ? 'behind' : 'ahead of'} that of AWS: ${isRefused ? 'AWS refuses signatures' : 'AWS may refuse codes of an MFA device that are computed here'}`,
    hint: 'synchronise the clock over the network',
    command: SET_CLOCK[platform] ?? 'sudo timedatectl set-ntp true',
  }
}

/** Where `--debug` and a report may say that a proxy is set. */
export const hasProxy = ({ host: { env } }: Examined): boolean => hasProxyVariable(env)
