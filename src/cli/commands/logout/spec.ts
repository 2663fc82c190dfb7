import { EXTRA_PROFILE_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const logoutSpec = {
  name: 'logout',
  summary: 'remove cached sessions',
  description:
    'Credentials that programs already hold remain valid until they expire: to end them at AWS, use rolecall revoke.\n' +
    'To remove the MFA session that roles share, name the profile of its access key, or use --all.\n' +
    "--sign-out also ends the profiles' sign-ins (IAM Identity Center, aws login); --all ends all sign-ins that rolecall made or renewed, and those of aws login.",
  arguments: [
    {
      syntax: '[profiles...]',
      description: 'profiles whose sessions to remove',
      values: 'session',
    },
  ],
  options: [
    { syntax: '--all', description: 'remove every session and sign-in' },
    {
      syntax: '--sign-out',
      description: "also end the profiles' sign-ins (IAM Identity Center, aws login)",
    },
    EXTRA_PROFILE_OPTION,
  ],
  examples: [
    { command: 'rolecall logout dev', does: "remove dev's session" },
    { command: 'rolecall logout --sign-out dev', does: 'also sign out of IAM Identity Center' },
    { command: 'rolecall logout --all', does: 'remove every session and sign-in' },
  ],
} as const satisfies CommandSpec
