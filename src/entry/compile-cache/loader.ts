import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { Script } from 'node:vm'
import { isPrivateDir, cacheFile, readCode } from './read.js'

/** A CommonJS file of the built program. */
export interface LoadedModule {
  /** Below the folder of the first one: `main.cjs`, `cli/program.cjs`. */
  name: string
  source: Buffer
  script: Script
  /** Whether its code was kept, so that nothing had to be compiled to load it. */
  isKept: boolean
}

/** What a run of the program has loaded so far. */
export interface LoadedModules {
  /** The name of the first one. */
  readonly entry: string
  readonly loaded: readonly LoadedModule[]
  /** Where the code of all is kept; undefined where there is no place for it. */
  readonly folder: string | undefined
}

interface Module {
  exports: unknown
}

/** Around the text of a piece. Put there as bytes: a text put together of texts is copied in the heap, a tenth of what fills it. */
const [HEAD, FOOT] = ['(function(exports,require,module,__filename){', '\n})'].map((text) =>
  Buffer.from(text),
) as [Buffer, Buffer]

type Body = (
  exports: unknown,
  require: (word: string) => unknown,
  module: Module,
  __filename: string,
) => void

/**
 * Loads the built program as Node's `require` would, but from the code that V8 compiled in an earlier run. Node's own cache, there
 * since 22.1, keeps only the functions that ran while a file was loaded, by which a hit gains nothing (docs/performance.md).
 * @param entry absolute path of the file to begin with
 * @param folder see {@link keptFolder}; it need not be there
 * @param outside Node's, for its own modules and for packages
 * @returns what the entry exports, and what was and will be loaded
 */
export function loadModules(
  entry: string,
  folder: string | undefined,
  outside: (word: string) => unknown,
): { exports: unknown; pieces: LoadedModules } {
  const root = dirname(entry)
  const modules = new Map<string, Module>()
  const pieces: LoadedModule[] = []
  const trusted = folder !== undefined && isPrivateDir(folder) ? folder : undefined

  const load = (file: string): unknown => {
    const loaded = modules.get(file)
    if (loaded) return loaded.exports
    const module: Module = { exports: {} }
    modules.set(file, module)
    const body = compile(file).runInThisContext() as Body
    const require = (word: string): unknown =>
      word.startsWith('.') ? load(join(dirname(file), word)) : outside(word)
    body(module.exports, require, module, file)
    return module.exports
  }

  const compile = (file: string): Script => {
    const source = readFileSync(file)
    const name = relative(root, file)
    const cachedData = trusted && readCode(cacheFile(trusted, name), source)
    const text = Buffer.concat([HEAD, source, FOOT]).toString()
    const script = new Script(text, { filename: file, ...(cachedData ? { cachedData } : {}) })
    pieces.push({ name, source, script, isKept: script.cachedDataRejected === false })
    return script
  }

  return { exports: load(entry), pieces: { entry: relative(root, entry), loaded: pieces, folder } }
}
