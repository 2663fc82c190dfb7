import { parseAwsFiles, type AwsFiles } from '../../aws-files/aws-files.js'
import { NO_AGENTS } from '../../core/agents/agent.js'
import { RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import type { Plan } from '../../core/plan.js'
import { withoutOwnSettings } from '../../emit/record.js'
import { resolvePlan } from '../../plan/resolve.js'
import type { Host } from '../../system/host.js'

/**
 * The plan that a profile will have once its key is stored and its files have these texts: where to
 * verify the key, and the proof that the profile will use it.
 * @throws RolecallError 'config' if the profile would use something else
 */
export function planWithKey(
  profile: string,
  accessKeyId: string,
  { files, texts, region }: { files: AwsFiles; texts: FileTexts; region?: string | undefined },
  host: Host,
): Plan {
  const { evidence } = files
  const plan = resolvePlan(
    { profile, noSession: true, ownUse: true, region },
    {
      files: parseAwsFiles(
        { ...files.config, text: texts.config },
        { ...files.credentials, text: texts.credentials },
        {
          ...evidence,
          storedKey: (name) => (name === profile ? accessKeyId : evidence.storedKey(name)),
        },
      ),
      env: withoutOwnSettings(host.env),
      userName: host.userName(),
      agents: NO_AGENTS,
    },
  )
  if (plan.source.kind === 'stored-key' && plan.steps.length === 0) return plan
  throw new RolecallError('config', `profile ${profile} would not use the key`, {
    hint: `run rolecall explain ${shellWord(profile)} to see what it uses`,
  })
}

/** The texts of both AWS files. */
export interface FileTexts {
  config: string
  credentials: string
}
