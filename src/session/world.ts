import { join } from 'node:path'
import { accountOfArn, parseRoleArn } from '../core/arn.js'
import { chainOf } from '../core/chain.js'
import type { Session, Signer } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import { once } from '../core/once.js'
import type { Plan, Step } from '../core/plan.js'
import type { CallContext } from '../aws/operations.js'
import type { AwsFiles } from '../config/aws-file.js'
import { quietSdk, type Host } from '../host/host.js'
import { describeHolder, type Holder } from '../host/lock.js'
import { findAsker } from '../host/process-tree.js'
import type { SessionCache } from '../store/session-cache.js'
import type { SessionAbout } from '../store/side-files.js'
import { networkFor } from './network.js'
import { issueStep } from './issue-step.js'
import { inOneFlight } from './flight.js'
import type { World } from './obtain.js'
import { refusalsIn } from './refusals.js'
import { openSource } from './source.js'
import { askTokenCode, promptLimit } from './token-code.js'
import { askRole } from './role-question.js'
import { SIGN_IN_LIMIT } from './saml-source.js'
import { issueSamlStep } from './saml-step.js'

/**
 * Who is waiting for the credentials. An `sdk` may call again at once when it is told of a failure, and kills who takes too
 * long; in the `background` nobody is there, so that nothing may be started that could ask somebody.
 */
export type Caller = 'person' | 'sdk' | 'background'

export interface Circumstances {
  host: Host
  files: AwsFiles
  cache: SessionCache
  /** A code given in advance: `--mfa-code`. */
  code?: string | undefined
  /** `--saml-assertion`: a file, or `-`. */
  samlAssertion?: string | undefined
  /** Whether a person may be asked. */
  input: boolean
  caller: Caller
  /** Whether the session is wanted anew: then a failure of moments ago is no answer. */
  anew: boolean
  say(message: string): void
  /** What is being done, for `--debug`; never a secret. */
  trace(message: string): void
  /** Shows a person that a call takes its time. */
  busy<T>(work: Promise<T>): Promise<T>
}

/** The real world for `obtain`: this machine, its keychain, its terminal, and STS. */
export function worldOf(plan: Plan, circumstances: Circumstances): World {
  const { host, files, cache, input, say, trace, caller, anew } = circumstances
  const above = chainOf(host.env)
  refuseRecursion(plan.profile, above)
  const held: string[] = []
  const { state } = host.paths
  const asker = once(() => findAsker(host))
  const left = timeLeft(circumstances)
  const alone: World['alone'] = async (key, work, suits = () => true) => {
    refuseRecursion(key, above)
    const who = asker()
    const flight = {
      key,
      state,
      name: who ? `the rolecall of ${who.name}` : 'rolecall',
      asker: caller === 'sdk' && !anew ? (who?.pid ?? host.ppid) : undefined,
      waitMs: Math.max(left(), signInLimit(plan) * 1000),
      now: () => host.now().at,
      suits,
      onWait: (holder: Holder | undefined) =>
        say(`waiting for ${describeHolder(holder)} to obtain the same session`),
    }
    return inOneFlight(flight, async () => {
      held.push(key)
      try {
        return await work()
      } finally {
        held.pop()
      }
    })
  }
  return {
    now: host.now,
    began: performance.timeOrigin,
    source: () => {
      if (caller === 'background' && 'command' in plan.source) throw nobodyThere()
      const chain = [...above, plan.profile, ...held]
      const mayAsk = input && caller !== 'background'
      const signIn = { host, cache, input: mayAsk, silent: caller === 'sdk', say, alone }
      const given = circumstances.samlAssertion
      trace(`source: ${plan.source.kind}`)
      return openSource(plan, { host, files, input: mayAsk, say, given, chain, signIn })
    },
    async issue(step, signer) {
      const { region, endpoint } = step.target
      trace(`${step.operation}: asking STS in ${region}${endpoint ? ` at ${endpoint}` : ''}`)
      const session = await issueAtSts(plan, step, signer, left, circumstances)
      trace(`${step.operation}: a session until ${session.expiration}`)
      return session
    },
    cache: {
      async read(key) {
        const session = await cache.read(key)
        const found = session ? `a session until ${session.expiration}` : 'nothing'
        trace(`cache ${key.slice(0, 8)}: ${found}`)
        return session
      },
      write: (key, session, step) => cache.write(key, session, aboutSession(plan, step, session)),
    },
    alone,
    refusals: refusalsIn(join(state, 'refusals')),
  }
}

/** Seconds that a person gets to sign in; 0 where nobody has to. */
function signInLimit({ source }: Plan): number {
  if (source.kind === 'saml') return SIGN_IN_LIMIT
  return source.kind === 'oidc' ? source.signIn.limit : 0
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
  left: () => number,
  { host, code, input, say, busy, caller }: Circumstances,
): Promise<Session> {
  quietSdk()
  const operations = () => import('../aws/operations.js')
  const context = callContext(plan, host)
  if (step.operation === 'AssumeRoleWithSAML' && 'samlAssertion' in signer) {
    return issueSamlStep(step, signer, {
      say,
      call: async (whole) => (await operations()).issue(whole, signer, undefined, context),
      choose: (roles) => askRole(roles, host, input),
    })
  }
  return issueStep(step, signer, {
    say,
    call: (asked, credentials, tokenCode) =>
      busy(operations().then(({ issue }) => issue(asked, credentials, tokenCode, context))),
    askCode: (serial, attempt, previous) => {
      if (caller === 'background') throw nobodyThere()
      const { profile, mfaProcess } = plan
      const request = { serial, wants: wantedBy(plan), profile, mfaProcess, given: code }
      const asked = askTokenCode({ ...request, attempt, previous }, host, {
        input,
        limitMs: left(),
      })
      // Loaded while the person types; if that fails, the call says so.
      operations().catch(() => undefined)
      return asked
    },
  })
}

/** How STS is reached for this plan. */
export function callContext(plan: Pick<Plan, 'caBundle'>, host: Host): CallContext {
  return { network: networkFor(plan, host), now: host.now }
}

/** What a person is asked a code for: `admin in 210987654321`. */
export function wantedBy(plan: Plan): string {
  const last = plan.steps.at(-1)
  const arn = last && 'RoleArn' in last.input ? last.input.RoleArn : undefined
  const role = arn === undefined ? undefined : parseRoleArn(arn)
  return role ? `${role.role} in ${role.account}` : `a session for ${plan.profile}`
}

/** An SDK's patience covers everything together; a person who is asked again gets the whole time again. */
function timeLeft({ host, caller }: Circumstances): () => number {
  const limit = promptLimit(host)
  const end = performance.now() + limit
  return () => (caller === 'sdk' ? Math.max(0, end - performance.now()) : limit)
}

function nobodyThere(): RolecallError {
  return new RolecallError('interaction', 'a refresh in the background asks nobody', {
    reason: 'cannot-ask',
  })
}

/** A shared MFA session goes by the name of the profile that holds the key. */
function aboutSession(plan: Plan, step: Step, session: Session): SessionAbout {
  const planned = 'RoleArn' in step.input ? step.input.RoleArn : undefined
  const role = planned ?? roleOfSession(session.arn ?? '')
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

/** The role of `arn:aws:sts::111122223333:assumed-role/NAME/SESSION`, without the path, which STS does not tell. */
function roleOfSession(arn: string): string | undefined {
  const [, partition, account, name] =
    /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? []
  return name === undefined ? undefined : `arn:${partition}:iam::${account}:role/${name}`
}
