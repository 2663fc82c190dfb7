import { JSON_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const historySpec = {
  name: 'history',
  summary: 'list what AWS issued to this machine, and what it refused',
  description:
    'Reads a journal on this machine, which contains no secrets. A session from the cache is not a new entry.\n' +
    'With an ID, prints one entry and the look-ups in CloudTrail that belong to it.',
  arguments: [
    { syntax: '[id]', description: 'ID of an entry, or the access key ID of what was issued' },
  ],
  options: [
    { syntax: '--since <time>', description: 'not older than this: 7d, 12h, or 2026-11-21' },
    { syntax: '--until <time>', description: 'not newer than this: 2h, or 2026-11-28T18:00Z' },
    {
      syntax: '--account <account>',
      description: 'only this account: its number, or its name in the settings',
    },
    { syntax: '--profile <name>', description: 'only this profile', values: 'profile' },
    { syntax: '--role <part>', description: 'only roles with this in their ARN' },
    {
      syntax: '--limit <number>',
      description: 'only so many of the newest (default: 50 on a terminal)',
    },
    { syntax: '--cloudtrail', description: 'ask CloudTrail for the events of the entry' },
    {
      syntax: '--as <profile>',
      description: 'profile whose credentials ask CloudTrail (default: that of the entry)',
      values: 'profile',
    },
    JSON_OPTION,
  ],
  examples: [
    { command: 'rolecall history', does: 'the newest entries' },
    { command: 'rolecall history --since 7d --role admin', does: 'a week of one role' },
    { command: 'rolecall history --account 222222222222 --json', does: 'one account, as JSON' },
    { command: 'rolecall history 3f2a91c07d', does: 'one entry, and where CloudTrail has it' },
    {
      command: 'rolecall history 3f2a91c07d --cloudtrail --as audit',
      does: 'its events in CloudTrail',
    },
  ],
} as const satisfies CommandSpec
