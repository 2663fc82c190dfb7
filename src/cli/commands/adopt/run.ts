import { adopt } from '../../../aws-files/adopt/adopt.js'
import { processCommand } from '../../../aws-files/adopt/write-process-command.js'
import { selfCommand } from '../../../system/process/self-command.js'
import type { Run } from '../../command-types.js'
import { rewriteProfiles } from './rewrite-profiles.js'
import type { adoptSpec } from './spec.js'

export const run: Run<typeof adoptSpec> = async (parsed, context) => {
  const program = parsed.options.byName ? ['rolecall'] : selfCommand(context.host)
  const command = (profile: string): string =>
    processCommand(program, profile, context.host.platform)
  return rewriteProfiles(
    parsed,
    context,
    (files, selection) => adopt(files, selection, command),
    'adopt',
  )
}
