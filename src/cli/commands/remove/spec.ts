import { PROFILE_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const removeSpec = {
  name: 'remove',
  summary: 'remove a stored access key and its sessions',
  description:
    'Without --deactivate or --delete, the key stays valid in AWS, but its secret is lost: AWS shows a secret only once.\n' +
    'Sessions that programs already hold remain valid until they expire, even if you delete the key.',
  arguments: [{ syntax: '[profile]', description: 'the profile of the key', values: 'profile' }],
  options: [
    { syntax: '--deactivate', description: 'first deactivate the key in AWS' },
    { syntax: '--delete', description: 'first delete the key in AWS' },
    { syntax: '--yes', description: 'remove it without asking' },
    PROFILE_OPTION,
  ],
  examples: [
    { command: 'rolecall remove work', does: 'remove the key of profile work' },
    { command: 'rolecall remove work --delete --yes', does: 'also delete it in AWS' },
  ],
} as const satisfies CommandSpec
