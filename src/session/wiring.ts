import { join } from 'node:path'
import { chainOf, refuseRecursion } from '../core/recursion-guard.js'
import { once } from '../core/once.js'
import type { Plan } from '../core/plan.js'
import { describeHolder, type Holder } from '../system/files/lock.js'
import { runtimeDir } from '../system/files/runtime-dir.js'
import { findCaller } from '../system/process/calling-program.js'
import { sessionMetadata } from './session-metadata.js'
import { backgroundError, type RunContext } from './context.js'
import { singleFlight } from '../coordination/single-flight.js'
import { issueAtSts } from './issue-at-sts.js'
import type { ObtainPorts } from './obtain.js'
import { promptLimit } from '../mfa/timeouts.js'
import { refusalsIn } from './refusals.js'
import { traitsOf } from '../sources/kinds.js'
import { openSource } from '../sources/open.js'

/** The real world for `obtain`: this machine, its keychain, its terminal, and STS. */
export function portsFor(plan: Plan, context: RunContext): ObtainPorts {
  const { host, files, cache, mayPrompt, notify, trace, audience, refresh } = context
  const above = chainOf(host.env)
  refuseRecursion(plan.profile, above)
  const held: string[] = []
  const caller = once(() => findCaller(host))
  const left = timeLeft(context)
  const signInSeconds = traitsOf(plan.source).signIn?.limitSeconds ?? 0
  const shared: ObtainPorts['singleFlight'] = async (key, work, accepts) => {
    refuseRecursion(key, above)
    const who = caller()
    const flight = {
      key,
      folder: runtimeDir(host),
      name: who ? `the rolecall of ${who.name}` : 'rolecall',
      asker: audience === 'sdk' && !refresh ? (who?.pid ?? host.ppid) : undefined,
      waitMs: Math.max(left(), signInSeconds * 1000),
      now: () => host.now().at,
      accepts,
      onWait: (holder: Holder | undefined) =>
        notify(`waiting for ${describeHolder(holder)} to obtain the same session`),
    }
    return singleFlight(flight, async () => {
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
      const { source } = plan
      if (audience === 'background' && traitsOf(source).runsCommand) throw backgroundError()
      trace(`source: ${source.kind}`)
      return openSource(source, {
        plan,
        host,
        files,
        cache,
        samlAssertion: context.samlAssertion,
        mayPrompt: mayPrompt && audience !== 'background',
        isSilent: audience === 'sdk',
        chain: [...above, plan.profile, ...held],
        notify,
        singleFlight: shared,
      })
    },
    async issue(step, signer) {
      const { region, endpoint } = step.target
      trace(`${step.operation}: asking STS in ${region}${endpoint ? ` at ${endpoint}` : ''}`)
      const session = await issueAtSts(plan, step, signer, left, context)
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
      write: (key, session, step) =>
        cache.write(key, session, sessionMetadata(plan, step, session)),
    },
    singleFlight: shared,
    refusals: refusalsIn(join(host.paths.state, 'refusals')),
  }
}

/** An SDK's patience covers everything together; a person who is asked again gets the whole time again. */
function timeLeft({ host, audience }: RunContext): () => number {
  const limit = promptLimit(host)
  const end = performance.now() + limit
  return () => (audience === 'sdk' ? Math.max(0, end - performance.now()) : limit)
}
