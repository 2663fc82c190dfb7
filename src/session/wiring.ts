import { join } from 'node:path'
import { chainOf, refuseRecursion } from '../core/recursion-guard.js'
import { once } from '../core/once.js'
import type { Plan } from '../core/plan.js'
import { describeHolder, type Holder } from '../system/files/lock.js'
import { meetingPlace } from '../system/files/runtime-dir.js'
import { findAsker } from '../system/process/calling-program.js'
import { aboutSession } from './session-metadata.js'
import { nobodyThere, type Circumstances } from './context.js'
import { inOneFlight } from '../coordination/single-flight.js'
import { issueAtSts } from './issue-at-sts.js'
import type { World } from './obtain.js'
import { promptLimit, SIGN_IN_LIMIT } from '../mfa/timeouts.js'
import { refusalsIn } from './refusals.js'
import { openSource } from '../sources/open.js'

/** The real world for `obtain`: this machine, its keychain, its terminal, and STS. */
export function worldOf(plan: Plan, circumstances: Circumstances): World {
  const { host, files, cache, input, say, trace, caller, anew } = circumstances
  const above = chainOf(host.env)
  refuseRecursion(plan.profile, above)
  const held: string[] = []
  const asker = once(() => findAsker(host))
  const left = timeLeft(circumstances)
  const alone: World['alone'] = async (key, work, suits) => {
    refuseRecursion(key, above)
    const who = asker()
    const flight = {
      key,
      folder: meetingPlace(host),
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
    refusals: refusalsIn(join(host.paths.state, 'refusals')),
  }
}

/** Seconds that a person gets to sign in; 0 where nobody has to. */
function signInLimit({ source }: Plan): number {
  if (source.kind === 'saml') return SIGN_IN_LIMIT
  return source.kind === 'oidc' ? source.signIn.limit : 0
}

/** An SDK's patience covers everything together; a person who is asked again gets the whole time again. */
function timeLeft({ host, caller }: Circumstances): () => number {
  const limit = promptLimit(host)
  const end = performance.now() + limit
  return () => (caller === 'sdk' ? Math.max(0, end - performance.now()) : limit)
}
