import { singleFlight, type SingleFlight } from '../coordination/single-flight.js'
import type { SigningIdentity } from '../core/credentials.js'
import { startDeadline } from '../core/time/deadline.js'
import { once } from '../core/once.js'
import type { Plan } from '../core/plan.js'
import { isStsStep, type Step } from '../core/step.js'
import { canonicalJson } from '../core/json.js'
import { chainOf, refuseRecursion } from '../core/recursion-guard.js'
import { sha256 } from '../core/digest/sha256.js'
import { surroundings } from '../core/state/surroundings.js'
import { promptLimitMs } from '../mfa/prompt-limit.js'
import { routesOf } from '../plan/cache-key.js'
import { readIndexEntry } from '../secrets/secret-index.js'
import { identifySource, traitsOf } from '../sources/kinds.js'
import type { OpenContext } from '../sources/open-context.js'
import { openSource, signInFirst } from '../sources/open.js'
import { readEvidence, rememberUser } from '../system/files/evidence.js'
import { describeHolder } from '../system/files/acquire-lock.js'
import { runtimeDir } from '../system/files/runtime-dir.js'
import type { Host } from '../system/host.js'
import { join } from '../system/path.js'
import { findCaller } from '../system/process/caller/calling-program.js'
import { STATE_PATHS } from '../system/state-paths.js'
import { backgroundPromptError, type ObtainRequest, type RunContext } from './context.js'
import { issueSession } from './issue.js'
import type { ObtainPorts } from './flow.js'
import { refusalsIn } from './retry-with-fresh-parent.js'
import { recordedSource } from './history-facts.js'
import { loadSts } from './sts-call.js'
import { sessionMetadata } from './session-metadata.js'
import { undeclaredKeyNote } from './undeclared-key.js'

/** The ports of one request on this machine: its cache, its terminal, and AWS. */
export function portsFor(request: ObtainRequest, run: RunContext): ObtainPorts {
  const { plan, audience } = request
  const { host, cache, trace } = run
  // Copied before the SDK runs: it adds variables, which would make this another environment.
  const seen = { paths: host.paths, env: { ...host.env }, cwd: host.cwd }
  // A hit says nothing: the user has read the notes when the session was issued.
  const showNotes = once(() => plan.notes.forEach(run.notify))
  const noteKey = (answer: SigningIdentity, step?: Step): void => {
    const note = undeclaredKeyNote(plan.source, answer, step, plan)
    if (note !== undefined) run.notify(note)
  }
  const ancestors = chainOf(host.env)
  refuseRecursion(plan.profile, ancestors)
  // The SDK is loaded while the store looks for a session that the index does not have. The second
  // timer comes after all events that are due now, so that the store has been asked.
  const loadStsMeanwhile = once(() => {
    const load = (): void => void loadSts().catch(() => undefined)
    if (plan.steps.some(isStsStep)) setTimeout(() => setTimeout(load))
  })
  const heldKeys: string[] = []
  const left = promptTime(request, run)
  const share = sharing(request, run, left)
  const flight: SingleFlight = (key, work, accepts) => {
    refuseRecursion(key, ancestors)
    const workUnderKey = async (): ReturnType<typeof work> => {
      heldKeys.push(key)
      try {
        return await work()
      } finally {
        heldKeys.pop()
      }
    }
    return share(key, workUnderKey, accepts)
  }
  const openContext = (): OpenContext => ({
    ...run,
    plan,
    login: request.login,
    mayPrompt: request.mayPrompt && audience !== 'background',
    isSilent: audience === 'sdk',
    samlAssertion: request.samlAssertion,
    useDevice: request.options.useDevice,
    chain: [...ancestors, plan.profile, ...heldKeys],
    singleFlight: flight,
  })
  return {
    now: host.now,
    async signIn(source) {
      const isSignedIn = await signInFirst(source, () => {
        showNotes()
        return openContext()
      })
      return isSignedIn ? identifySource(source, readEvidence(seen)) : source
    },
    async source(source) {
      if (audience === 'background' && traitsOf(source).runsCommand) throw backgroundPromptError()
      trace(`source: ${source.kind}`)
      // With steps, it may be asked only to find the session that is cached for it.
      if (plan.steps.length === 0) showNotes()
      const answer = await recordedSource({ ...plan, source }, run.record, () =>
        openSource(source, openContext()),
      )
      if (plan.steps.length === 0) noteKey(answer)
      return { answer, source: identifySource(source, readEvidence(seen), answer) }
    },
    async issueSession(step, signer, reason) {
      const { region, endpoint } = step.target
      showNotes()
      noteKey(signer, step)
      trace(`${step.operation}: calling STS in ${region}${endpoint ? ` at ${endpoint}` : ''}`)
      const session = await issueSession(step, signer, request, run, left, reason)
      trace(`${step.operation}: got a session until ${session.expiration}`)
      return session
    },
    cache: {
      async read(key) {
        const entry = readIndexEntry('session', host.paths.state, key)
        if (!entry) loadStsMeanwhile()
        const session = await cache.read(key, entry)
        const found = session ? `a session until ${session.expiration}` : 'no session'
        trace(`cache ${key.slice(0, 8)}: ${found}`)
        return session
      },
      async write(key, session, identified, index) {
        await cache.write(key, session, sessionMetadata(identified, index, session))
        const { remembered } = traitsOf(identified.source)
        if (remembered) rememberUser(seen, remembered)
      },
    },
    askingKey: (unidentified) => askingKey(unidentified, seen),
    lookAgain: (source) => identifySource(source, readEvidence(seen)),
    singleFlight: flight,
    refusals: refusalsIn(join(host.paths.state, STATE_PATHS.refusals)),
  }
}

/**
 * The single-flight key for opening a source that runs a command or signs in. That may prompt, so
 * processes with the same working directory and environment share one attempt.
 */
function askingKey(plan: Plan, { env, cwd }: Pick<Host, 'env' | 'cwd'>): string | undefined {
  const { runsCommand, signIn } = traitsOf(plan.source)
  if (!runsCommand && signIn === undefined) return undefined
  return sha256(canonicalJson({ routes: routesOf(plan), seen: surroundings(env, cwd) }))
}

/** {@link singleFlight} with the options of one request. */
function sharing(request: ObtainRequest, run: RunContext, left: () => number): SingleFlight {
  const { plan, audience, options } = request
  const { host, notify, cache } = run
  const caller = once(() => findCaller(host))
  return (key, work, accepts) => {
    const program = caller()
    const mayRepeatFailure = audience === 'sdk' && options.refresh === undefined
    return singleFlight(
      {
        key,
        folder: runtimeDir(host),
        name: program ? `the rolecall started by ${program.name}` : 'another rolecall process',
        callerPid: mayRepeatFailure ? (program?.pid ?? host.ppid) : undefined,
        timeoutMs: Math.max(left(), signInTimeoutMs(plan)),
        now: () => host.now().at,
        accepts,
        onWait(holder) {
          cache.forgetReads()
          notify(`waiting for ${describeHolder(holder)} to get the same session`)
        },
      },
      work,
    )
  }
}

/** The time that the user gets to sign in; 0 if the source has no sign-in. */
function signInTimeoutMs({ source }: Plan): number {
  return (traitsOf(source).signIn?.timeoutSeconds ?? 0) * 1000
}

/**
 * Milliseconds that a prompt may take. One limit covers everything that an SDK waits for; a person
 * who is prompted again gets the full time again.
 */
function promptTime({ audience }: ObtainRequest, { host, monotonicMs }: RunContext): () => number {
  const timeoutMs = promptLimitMs(host)
  return audience === 'sdk' ? startDeadline(timeoutMs, monotonicMs) : () => timeoutMs
}
