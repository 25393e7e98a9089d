import { sightlineHome } from '@sightline/artifacts';
import { Argument, type Command } from 'commander';
import type { Shell } from '../completion/script.ts';
import { outputOf } from '../output.ts';

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print what makes a shell complete commands, options, runs, models and datasets')
    .addArgument(new Argument('<shell>', 'your shell').choices(['bash', 'zsh']))
    .addHelpText(
      'before',
      'Examples:\n  eval "$(sightline completion bash)"                          in this shell\n' +
        '  echo \'eval "$(sightline completion zsh)"\' >> ~/.zshrc       in each zsh from now on\n',
    )
    .action(async (shell: Shell, _: object, command: Command) => {
      const { completionScript } = await import('../completion/script.ts');
      const script = completionScript(program, shell);
      outputOf(command).result({ shell, script }, script);
    });
  program
    .command('complete', { hidden: true })
    .argument('<kind>')
    .action(async (kind: string) => {
      const { listed } = await import('../completion/listed.ts');
      const list = Object.entries(listed).find(([name]) => name === kind)?.[1];
      const words = list ? await list(sightlineHome()) : [];
      process.stdout.write(words.map((word) => `${word}\n`).join(''));
    });
}
