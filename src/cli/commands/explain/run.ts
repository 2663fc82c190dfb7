import { EXIT_CODES } from '../../../core/errors.js'
import { jsonText } from '../../../core/json.js'
import type { Plan } from '../../../core/plan.js'
import { settingsWithoutVariable } from '../../../emit/sdk-settings.js'
import type { IndexEntry } from '../../../secrets/secret-index.js'
import { hasSeed } from '../../../secrets/seeds.js'
import { hasInstanceFirmware } from '../../../system/ec2-instance.js'
import type { Run } from '../../command-types.js'
import { shieldOf } from '../../emit-input.js'
import { namedProfile, obtainOptions } from '../../parse-options.js'
import type { CommandContext } from '../../context.js'
import { drawPlan, endpointOf } from './diagram.js'
import { lastSecondsLeft, stepStates } from '../../carry-out/cache-state.js'
import { notesOnRegions } from '../../carry-out/region-notes.js'
import { refuseGuess } from '../../carry-out/refuse-guess.js'
import { describeEffect, mendCommand, processFaults } from '../../process-fault.js'
import { lineWidth } from '../../ui/wrap.js'
import { obstacleTo } from './obstacle.js'
import { remarksOn } from './remarks.js'
import { sourceEndpoint } from './source-endpoint.js'
import type { explainSpec } from './spec.js'
import { verdictOn } from './verdict.js'

export const run: Run<typeof explainSpec> = async ({ args, options }, context) => {
  const { host, print, printError } = context
  const found = refuseGuess(context.plan(namedProfile(args, options)), hasInstanceFirmware)
  const requested = withSdkFault(withSettingsNotes(found, context), context)
  const notes = [
    ...requested.notes,
    ...(await notesOnRegions(requested)),
    ...remarksOn(requested, context),
  ]
  const plan = { ...requested, notes }
  const { minTtl } = obtainOptions(options, host.env)
  const entries = await sessionsInReach(context)
  const states = stepStates(plan, entries, host.now(), { minTtl })
  const isAnswered = lastSecondsLeft(plan, entries, host.now(), { minTtl }) !== undefined
  const isSourceUsed = !isAnswered && states.every((state) => state.secondsLeft === undefined)
  const { text, ...asks } = verdictOn(plan, states, host)
  const failure = obstacleTo(plan, { isSourceUsed, isCallNeeded: !isAnswered }, host)
  if (options.json) {
    const steps = plan.steps.map((step, index) => ({ ...step, ...states[index] }))
    const error = failure === undefined ? {} : { error: failure.message }
    const endpoints = {
      stsEndpoint: endpointOf(plan),
      sourceEndpoint: sourceEndpoint(plan.source)?.url,
    }
    const data = { ...plan, steps, ...endpoints, ...asks, ...error }
    print(`${jsonText(data)}\n`)
  } else {
    const drawing = drawPlan(
      plan,
      states,
      (serial) => hasSeed(serial, host),
      lineWidth(host.streams.stdout),
    )
    print(failure === undefined ? `${drawing}\n${text}\n` : drawing)
  }
  if (failure === undefined) return 0
  printError(failure)
  return EXIT_CODES[failure.code]
}

/** Notes that SDKs cannot use the profile, although rolecall can. */
function withSdkFault(plan: Plan, { host, files }: CommandContext): Plan {
  const fault = processFaults(host)(files(), plan.profile)
  if (fault === undefined) return plan
  const effect = describeEffect(plan.profile, fault.isFoundByPath)
  const note = `${effect}: ${fault.reason}; to repair it: ${mendCommand(plan.profile)}`
  return { ...plan, notes: [...plan.notes, note] }
}

/** Adds notes about settings that a program would lose or gain with the profile's name. */
function withSettingsNotes(plan: Plan, context: CommandContext): Plan {
  const { settings: name } = plan
  const lost = name === undefined ? [] : settingsWithoutVariable(name, context.files())
  const { remaining, remainingEndpoints } = shieldOf(plan, context)
  const gained = [...remaining, ...remainingEndpoints]
  const notes = [
    ...(name === undefined || lost.length === 0
      ? []
      : [
          `${BY_VALUE} do not pass on settings without a variable: ${lost.join(', ')} of profile ${name}`,
        ]),
    ...(gained.length === 0
      ? []
      : [
          `programs that get credentials by value also use these settings of [default]: ${gained.join(', ')}`,
        ]),
  ]
  return { ...plan, notes: [...plan.notes, ...notes] }
}

const BY_VALUE = 'env, exec and use by value'

/** Cached sessions that the next command can read. Errors of the other stores are printed. */
async function sessionsInReach({ cache, printError }: CommandContext): Promise<IndexEntry[]> {
  const { entries, failures } = await cache().inReach()
  failures.forEach(printError)
  return entries
}
