import { RolecallError } from '../../../core/errors.js'
import { envVar } from '../../../core/env.js'
import type { Run } from '../../command-types.js'
import { namedOrPicked } from '../../chosen-profile.js'
import { durationFlag, namedProfile } from '../../parse-options.js'
import type { execSpec } from './spec.js'

/** `exec` with the credentials in the environment, or with an endpoint that serves them. */
export const run: Run<typeof execSpec> = async (parsed, context) => {
  const { args, options, rest } = parsed
  const isWanted = options.serve ?? envVar(context.host.env, 'ROLECALL_SERVE') !== undefined
  if (options.keepProfile && options.serve) {
    throw new RolecallError('usage', '--keep-profile and --serve cannot be combined', {
      hint: 'an SDK that knows a profile does not read an endpoint: omit --keep-profile',
    })
  }
  const named = namedProfile(args, options)
  const chosen = (): Promise<string | undefined> => namedOrPicked(named, context)
  if (!isWanted || options.keepProfile) {
    const { runWithCredentials } = await import('./with-credentials.js')
    return runWithCredentials(parsed, context, chosen)
  }
  const { serveCommand } = await import('../../serve/serve-command.js')
  const [file, ...words] = rest
  return serveCommand(
    file === undefined ? undefined : [file, ...words],
    {
      chosen,
      isImds: false,
      port: 0,
      minTtl: durationFlag('--min-ttl', options.minTtl),
    },
    context,
  )
}
