// Preloaded: prints the loaded modules of Node on stderr at the exit.
process.on('exit', () => {
  const loaded = process.moduleLoadList.filter((entry) => entry.startsWith('NativeModule '))
  process.stderr.write(loaded.map((entry) => entry.slice('NativeModule '.length)).join('\n'))
})
