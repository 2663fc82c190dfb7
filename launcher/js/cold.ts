import type { CommandContext } from '../../src/cli/context.js'
import { checkedScope } from '../../src/cli/carry-out/checked-scope.js'
import { createContext } from '../../src/cli/create-context.js'
import { knownError, printError } from '../../src/cli/print-error.js'
import type { Plan } from '../../src/core/plan.js'
import type { FastPath } from '../../src/entry/cached-session.js'
import type { Host } from '../../src/system/host.js'
import { spawnFailure } from '../../src/system/process/exec-command.js'
import { guardOutput } from '../../src/system/terminal/writer.js'
import { coldCommand, type ColdCommand } from './cold-commands.js'
import { isFinal } from './coordination/is-final.js'
import { hasEffects } from './effects.js'
import { hasWaited } from './fs.js'
import { host } from './host.js'
import { NotStarted } from './not-started.js'
import { whyNotObtained, whyNotRun } from './obtains.js'
import { leaveAtOnce, leaveToProgram } from './unsure.js'

/** The plan of a profile, as a command without options carries it out. */
export interface PlainPlan {
  profile: string | undefined
  plan: Plan
}

/** What the fast path has found out. */
export interface Known extends Pick<FastPath, 'health' | 'readFiles'> {
  /** Undefined unless the fast path has made it: not for options that change the plan. */
  plain: PlainPlan | undefined
}

/**
 * A miss: obtains the session by the code of the command itself, as the program would, if that
 * needs no person and nothing unusual (obtains.ts). Otherwise it becomes the program before
 * anything has happened that must not happen twice; a lock ends with it.
 * @param miss why the fast path had no answer
 */
export async function coldCall(machine: Host, known: Known, miss: string): Promise<void> {
  leaveAtOnce()
  const line = coldCommand(machine.argv)
  const why = line ? whyNotRun(line, machine) : 'an unusual command line'
  if (!line || why !== undefined) return leaveToProgram(`${miss}; ${why}`)
  const output = captured()
  const leave = (reason: string): void => leaveToProgram(`${miss}; ${reason}`)
  try {
    const ending = await line.command.run(line.parsed, contextOf(line, machine, known, leave))
    output.flush()
    if (typeof ending === 'number') host.answer(output.stdout(), '', ending)
    else ending()
  } catch (error) {
    // Nothing has happened that must not happen twice: the program reports it.
    if (!isFinal()) return leave(String(error))
    if (error instanceof NotStarted) {
      output.flush()
      const failure = spawnFailure(error.command, error, machine.platform)
      printError(failure.error, machine.streams.stderr, false)
      output.flush()
      return host.answer('', '', failure.status)
    }
    if (!knownError(error)) host.trace(`a fault of the launcher: ${String(error)}`)
    if (!knownError(error) && !hasEffects()) return leaveToProgram('a fault of the launcher')
    const status = printError(error, machine.streams.stderr, false)
    output.flush()
    host.answer(await failureOf(line.command.spec.name, machine), '', status)
  }
}

/** As `runProgram` does it (src/cli/program.ts). */
async function failureOf(command: string, machine: Host): Promise<string> {
  if (command !== 'env') return ''
  const { failureOutput } = await import('../../src/cli/commands/env/failure.js')
  return failureOutput(machine.argv, machine)
}

/** The context of a command, which carries out only plans that need no person. */
function contextOf(
  { command: { spec }, parsed: { options } }: ColdCommand,
  machine: Host,
  { health, readFiles, plain }: Known,
  leave: (reason: string) => void,
): CommandContext {
  const context = createContext(machine, spec.name, options, [], health, readFiles)
  const store = typeof options['store'] === 'string' ? options['store'] : undefined
  const checked = (plan: Parameters<CommandContext['credentials']>[0]): typeof plan => {
    const why = whyNotObtained(plan, machine, store)
    if (why !== undefined) leave(why)
    host.trace('a cold call')
    return plan
  }
  return {
    ...context,
    plan: (profile, overrides) =>
      plain && plain.profile === profile && overrides === undefined
        ? checkedScope(plain.plan)
        : context.plan(profile, overrides),
    credentials: (plan, overrides) => context.credentials(checked(plan), overrides),
    credentialsForSdk: (plan) => context.credentialsForSdk(checked(plan)),
  }
}

/**
 * Collects what is written to the standard streams. Until something has happened the program may
 * still take over, and would write the messages again.
 */
function captured(): { stdout: () => string; flush: () => void } {
  let [stdout, stderr] = ['', '']
  const flush = (): void => {
    host.writeAll(2, Buffer.from(stderr))
    stderr = ''
  }
  Object.assign(process.stdout, { write: (text: string) => void (stdout += text) })
  Object.assign(process.stderr, {
    write(text: string) {
      stderr += text
      if (hasEffects() || hasWaited()) flush()
    },
  })
  guardOutput()
  return { stdout: () => stdout, flush }
}
