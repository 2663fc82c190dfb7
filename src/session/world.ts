import { join } from 'node:path'
import { accountOfArn, parseRoleArn } from '../core/arn.js'
import { chainOf } from '../core/chain.js'
import type { Session, Signer } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import type { Plan, Step } from '../core/plan.js'
import type { AwsFiles } from '../config/aws-file.js'
import { readText } from '../host/files.js'
import { quietSdk, type Host } from '../host/host.js'
import { acquireLock, describeHolder } from '../host/lock.js'
import { describeAsker, findAsker } from '../host/process-tree.js'
import type { SessionCache } from '../store/session-cache.js'
import type { SessionAbout } from '../store/side-files.js'
import { issueStep } from './issue-step.js'
import type { World } from './obtain.js'
import { refusalsIn } from './refusals.js'
import { openSource } from './source.js'
import { askTokenCode } from './token-code.js'

/** Milliseconds: longer than a person needs for a code, so that it is a sign of something stuck. */
const PATIENCE = 90_000

export interface Circumstances {
  host: Host
  files: AwsFiles
  cache: SessionCache
  /** A code given in advance: `--mfa-code`. */
  code?: string | undefined
  /** Whether a person may be asked. */
  input: boolean
  say(message: string): void
  /** Shows that a call takes its time; absent where nobody looks. */
  busy?: (<T>(work: Promise<T>) => Promise<T>) | undefined
}

/** The real world for `obtain`: this machine, its keychain, its terminal, and STS. */
export function worldOf(plan: Plan, circumstances: Circumstances): World {
  const { host, files, cache, input, say } = circumstances
  const above = chainOf(host.env)
  refuseRecursion(plan.profile, above)
  const held: string[] = []
  return {
    now: host.now,
    source: () =>
      openSource(plan, { host, files, input, chain: [...above, plan.profile, ...held] }),
    issue: (step, signer) => issueAtSts(plan, step, signer, circumstances),
    cache: {
      read: (key) => cache.read(key),
      write: (key, session, step) => cache.write(key, session, aboutSession(plan, step, session)),
    },
    alone: async (key, work) => {
      refuseRecursion(key, above)
      const lock = await acquireLock(join(host.paths.state, 'locks', `${key}.lock`), {
        name: nameOfAsker(host),
        waitMs: PATIENCE,
        onWait: (holder) => say(`waiting for ${describeHolder(holder)} to obtain the same session`),
      })
      held.push(key)
      try {
        return await work()
      } finally {
        held.pop()
        lock.release()
      }
    },
    refusals: refusalsIn(join(host.paths.state, 'refusals')),
  }
}

/** A process further up obtains the same thing and waits for us: waiting for it in turn would never end. */
function refuseRecursion(entry: string, above: readonly string[]): void {
  if (!above.includes(entry)) return
  const names = above.filter((each) => !/^[0-9a-f]{64}$/.test(each))
  throw new RolecallError(
    'config',
    `credential_process leads back to itself: ${names.join(' -> ')}`,
    {
      hint: 'one of these profiles must get its credentials from somewhere else',
    },
  )
}

async function issueAtSts(
  plan: Plan,
  step: Step,
  signer: Signer,
  { host, code, input, say, busy = (work) => work }: Circumstances,
): Promise<Session> {
  quietSdk()
  const { issue } = await import('../aws/operations.js')
  const context = callContext(plan, host)
  return issueStep(step, signer, {
    say,
    call: (asked, credentials, tokenCode) => busy(issue(asked, credentials, tokenCode, context)),
    askCode: (serial, attempt, previous) => {
      const { profile, mfaProcess } = plan
      const request = { serial, wants: wantedBy(plan), profile, mfaProcess, given: code }
      return askTokenCode({ ...request, attempt, previous }, host, { input })
    },
  })
}

/** How STS is reached for this plan. */
export function callContext({ caBundle }: Plan, host: Host) {
  const ca = caBundle === undefined ? {} : { ca: readText(caBundle) }
  return { network: { env: host.env, ...ca }, now: host.now }
}

/** What a person is asked a code for: `admin in 210987654321`. */
function wantedBy(plan: Plan): string {
  const last = plan.steps.at(-1)
  const role = last && 'RoleArn' in last.input ? parseRoleArn(last.input.RoleArn) : undefined
  return role ? `${role.role} in ${role.account}` : `a session for ${plan.profile}`
}

function nameOfAsker(host: Host): string {
  const asker = findAsker(host)
  return asker ? describeAsker(asker) : 'rolecall'
}

/** A shared MFA session goes by the name of the profile that holds the key. */
function aboutSession(plan: Plan, step: Step, session: Session): SessionAbout {
  const role = 'RoleArn' in step.input ? step.input.RoleArn : undefined
  const serial = 'SerialNumber' in step.input ? step.input.SerialNumber : undefined
  const account = session.accountId ?? accountOfArn(serial ?? '')
  const profile = 'profile' in step ? step.profile : (plan.chain.at(-1) ?? plan.profile)
  return {
    profile,
    operation: step.operation,
    ...(role === undefined ? {} : { role }),
    ...(account === undefined ? {} : { account }),
    ...(serial === undefined ? {} : { serial }),
  }
}
