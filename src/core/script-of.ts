const SHELL = /^-?(ba|da|z|k|mk|a|fi)?sh$/

/** Programs that run a script, whose name says more than theirs. */
const INTERPRETER = /^(node|nodejs|bun|deno|python|ruby|perl|php|uv|uvx)[\d.]*$/

/** Options before code, as in `sh -c` and `node -e`, and those whose value is the next word. */
const OPTIONS = {
  shell: {
    code: /^-\w*[cs]$/,
    withValue: /^([-+]\w*[oO]|-C|--(init-file|rcfile|init-command))$/,
  },
  other: { code: /^(-\w*[ce]|-p|--eval|--print)$/, withValue: /^(-[WXr]|--require|--import)$/ },
}

/**
 * The script that a shell or an interpreter runs: `/usr/bin/aws` of `python3 /usr/bin/aws s3 ls`.
 * @param argv the command line of a process
 * @returns undefined for any other program, and for code on the command line
 */
export function scriptOf([program = '', ...words]: readonly string[]): string | undefined {
  const name = baseName(program)
  const isShell = SHELL.test(name)
  if (!isShell && !INTERPRETER.test(name)) return undefined
  const { code, withValue } = isShell ? OPTIONS.shell : OPTIONS.other
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    if (word === 'run' && name === 'uv') continue
    if (!/^[-+]/.test(word)) return word === '' ? undefined : word
    if (code.test(word)) return undefined
    if (withValue.test(word)) index++
  }
  return undefined
}

/** The last part of a path of any system. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
