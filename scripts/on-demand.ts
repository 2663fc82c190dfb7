import { readFileSync } from 'node:fs'

/** The module that lists what a usual hit does not run, as a path below src without extension. */
export const RARELY_USED = 'entry/rarely-used'

/** The modules that {@link RARELY_USED} exports, as paths from the root of the repository. */
export function rarelyUsedFiles(): string[] {
  const list = readFileSync(`src/${RARELY_USED}.ts`, 'utf8')
  return [...list.matchAll(/'[.][.]\/(.+)[.]js'/g)].map(([, file]) => `src/${file}.ts`)
}

/**
 * A module in place of another: functions and objects that do what those that it exports do, and
 * nothing else. Each loads the real one when it is first used. They stay synchronous, unlike an
 * `import()`.
 * @param module its text
 * @param load an expression whose value is an object with everything that the real one exports
 */
export function onDemand(module: string, load: string): string {
  const namesIn = (pattern: RegExp) => [...module.matchAll(pattern)].map(([, name]) => name)
  const functions = namesIn(/^export (?:async function |function |const (?=\w+ = \())(\w+)/gm)
  const objects = namesIn(/^export const (\w+): [^=]+ = \{$/gm)
  return [
    `const load = () => ${load}`,
    ...functions.map((name) => `export const ${name} = (...args) => load().${name}(...args)`),
    ...objects.map(
      (name) => `export const ${name} = new Proxy({}, { get: (_, key) => load().${name}[key] })`,
    ),
  ].join('\n')
}
