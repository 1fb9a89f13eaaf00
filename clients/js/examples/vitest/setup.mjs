// Starts one server for all test files. Each test file logs in as accounts of its own.
import { startMockPds } from 'mockpds'

export default async function setup(project) {
  const pds = await startMockPds()
  project.provide('pdsUrl', pds.url)
  return () => pds.stop()
}
