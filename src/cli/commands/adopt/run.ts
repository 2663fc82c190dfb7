import { adopt } from '../../../aws-files/adopt/adopt.js'
import { processCommand, quotedWords } from '../../../aws-files/adopt/process-command.js'
import { selfCommand } from '../../../system/process/self-command.js'
import { missingProgram } from '../../../system/process/starter/alive.js'
import type { Run } from '../../command-types.js'
import { rewriteProfiles } from './rewrite-profiles.js'
import { refuseOtherIdentity } from './serves-as-sdks.js'
import type { adoptSpec } from './spec.js'

export const run: Run<typeof adoptSpec> = async (parsed, context) => {
  const { host } = context
  const { byName = false, dryRun = false } = parsed.options
  const program = byName ? ['rolecall'] : selfCommand(host, { install: !dryRun })
  const command = (profile: string): string => processCommand(program, profile, host.platform)
  const isElsewhere = (own: readonly string[]): boolean => own.join('\0') !== program.join('\0')
  return rewriteProfiles(
    parsed,
    context,
    (files, selection) =>
      adopt(files, selection, command, {
        program: quotedWords(program, host.platform),
        isOutdated: (own, marked) =>
          missingProgram(own, host) !== undefined ||
          // A bare name was chosen for a file that several machines share.
          (marked && isElsewhere(own) && (byName || own.join() !== 'rolecall')),
        check: (now, profile) => refuseOtherIdentity(now, profile, host),
      }),
    'adopt',
  )
}
