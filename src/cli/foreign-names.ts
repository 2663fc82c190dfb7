/** Other tools' names for rolecall's commands. */
const FOREIGN_COMMANDS: Readonly<Record<string, string>> = {
  add: 'configure',
  assume: 'use',
  clear: 'logout',
  'credential-process': 'process',
  export: 'env',
  ls: 'list',
  profiles: 'list',
  run: 'exec',
  sessions: 'status',
  shell: 'exec',
  switch: 'use',
  unset: 'use --unset',
  version: '--version',
}

/** The names that aws-vault, granted, awsume, aws-runas, saml2aws and the AWS CLI give a flag. */
const FOREIGN_FLAGS: Readonly<Record<string, readonly string[]>> = {
  '--duration': ['-d', '--duration-seconds', '--role-duration', '--session-duration'],
  '--format': ['-f', '-o', '-O', '--output', '--shell', '--json'],
  '--mfa-code': ['-t', '--mfa-token', '--otp', '--token', '--token-code'],
  '--mfa-serial': ['-M', '--serial-number'],
  '--no-session': ['-n'],
  '--profile': ['-p', '--exec-profile'],
  '--refresh': ['-r', '--force', '--force-refresh'],
  '--session-name': ['--role-session-name'],
  '--tag': ['--tags'],
  '--unset': ['-u', '-un'],
}

/** @returns the command line of rolecall for another tool's command, without `rolecall` */
export function commandOfOtherTool(word: string): string | undefined {
  return Object.hasOwn(FOREIGN_COMMANDS, word) ? FOREIGN_COMMANDS[word] : undefined
}

/** @returns the one of these flags that another tool calls `word` */
export function flagOfOtherTool(word: string, flags: readonly string[]): string | undefined {
  return flags.find((flag) => FOREIGN_FLAGS[flag]?.includes(word))
}
