import { join } from 'node:path';
import type { MatrixBroker } from './broker.ts';
import { LAUNCHERS } from './configurations.ts';
import { step, writeFiles } from './install.ts';

export interface JavaBroker extends Pick<
  MatrixBroker,
  'id' | 'name' | 'version' | 'protocols' | 'concurrency'
> {
  /** Name of the launcher's class. */
  readonly main: keyof typeof LAUNCHERS;
  /** `group:artifact:version`. */
  readonly dependencies: readonly string[];
}

/** A broker that runs embedded in a launcher of a few lines; Maven brings it. */
export function javaBroker({ main, dependencies, ...broker }: JavaBroker): MatrixBroker {
  return {
    ...broker,
    from: 'Maven Central',
    install: async (folder) => {
      writeFiles(folder, { 'pom.xml': pom(main, dependencies), [`${main}.java`]: LAUNCHERS[main] });
      await step(folder, 'lib', {
        program: 'mvn',
        args: ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib'],
      });
    },
    command: (folder, port) => ({
      program: 'java',
      args: ['-Xmx512m', '-cp', join(folder, 'lib', '*'), join(folder, `${main}.java`), String(port)],
    }),
  };
}

function pom(name: string, dependencies: readonly string[]): string {
  const entries = dependencies.map((each) => {
    const [group = '', artifact = '', version = ''] = each.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>interop</groupId><artifactId>${name.toLowerCase()}</artifactId><version>1</version>
<dependencies>${entries.join('\n')}</dependencies></project>
`;
}
