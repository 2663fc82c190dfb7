import { loadProfile } from '../../../aws-files/load-profile.js'
import { FILE_KINDS } from '../../../aws-files/section-header.js'
import { RolecallError } from '../../../core/errors.js'
import { jsonText } from '../../../core/json.js'
import { openPromptStreams } from '../../../system/terminal/screen.js'
import type { CommandContext } from '../../context.js'
import type { Run } from '../../command-types.js'
import { runChecks, type NamedFinding } from '../../doctor/examine.js'
import { examine, type Examined } from '../../doctor/examined.js'
import { mend, plannedMending } from '../../doctor/mend.js'
import { report } from '../../doctor/report.js'
import { showFindings, summaryOf } from '../../doctor/show.js'
import { namedProfile } from '../../parse-options.js'
import { shownDiff } from '../../ui/diff.js'
import { isPromptCancelled } from '../../ui/prompt-cancelled.js'
import { withSpinner } from '../../ui/spinner.js'
import type { doctorSpec } from './spec.js'

export const run: Run<typeof doctorSpec> = async ({ args, options }, context) => {
  const { host, print, notify } = context
  if (options.yes && !options.fix) throw new RolecallError('usage', '--yes needs --fix')
  if (options.fix && (options.json || options.report)) {
    const other = options.json ? '--json' : '--report'
    throw new RolecallError('usage', `--fix cannot be combined with ${other}`, {
      hint: 'run rolecall doctor --fix first',
    })
  }
  const profile = namedProfile(args, options)
  const examined = examine(context, profile)
  if (profile !== undefined) loadProfile(examined.files(), profile)
  const findings = await runChecks(examined, options.offline === true, (work, label) =>
    withSpinner(work, label, { stderr: host.streams.stderr, env: host.env }),
  )
  if (options.report) {
    print(report(examined, findings))
    return 0
  }
  if (options.json) {
    print(`${jsonText({ findings: findings.map(asData) })}\n`)
    return statusOf(findings)
  }
  if (options.fix) return fix(findings, options.yes === true, examined, context)
  showFindings(findings, host.streams.stdout)
  notify(summaryOf(findings))
  return statusOf(findings)
}

const statusOf = (findings: readonly NamedFinding[]): number =>
  findings.some(({ severity }) => severity !== 'note') ? 1 : 0

function asData({ fix, ...finding }: NamedFinding): object {
  return { ...finding, fixable: fix !== undefined }
}

/** @returns the status for what is left */
async function fix(
  findings: readonly NamedFinding[],
  isAgreed: boolean,
  { files }: Examined,
  context: CommandContext,
): Promise<number> {
  const { host, notify, print } = context
  const left = findings.filter((each) => each.fix === undefined)
  const fixes = findings.flatMap((each) => each.fix ?? [])
  showFindings(left, host.streams.stdout)
  if (fixes.length === 0) {
    notify(
      `nothing to do: ${left.length === 0 ? 'no problems found' : 'doctor cannot fix these findings itself'}`,
    )
    return statusOf(left)
  }
  const { texts, commands } = plannedMending(fixes, files(), host)
  for (const kind of FILE_KINDS) {
    const { path, text } = files()[kind]
    print(shownDiff(text, texts[kind], path, host.streams.stdout))
  }
  for (const command of commands) print(`${command}\n`)
  if (!isAgreed && !(await isSure(context))) {
    throw new RolecallError('interrupted', 'nothing was changed')
  }
  await mend(fixes, files(), host)
  notify(`fixed ${fixes.length === 1 ? 'one finding' : `${fixes.length} findings`}`)
  return statusOf(left)
}

/** @throws RolecallError 'usage' if there is no terminal to prompt on */
async function isSure(context: CommandContext): Promise<boolean> {
  const streams = context.mayPrompt ? openPromptStreams(context.host) : undefined
  if (!streams) {
    throw new RolecallError('usage', 'nothing was changed: there is no terminal to prompt on', {
      hint: 'to do this without a question: rolecall doctor --fix --yes',
    })
  }
  const { configurePrompts } = await import('../../ui/prompts.js')
  try {
    return await configurePrompts(streams).yes('Make these changes?')
  } catch (error) {
    if (!isPromptCancelled(error)) throw error
    return false
  } finally {
    streams.close()
  }
}
