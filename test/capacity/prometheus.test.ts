import test from 'ava';
import { readPrometheus } from '../../src/capacity/prometheus.ts';

test('CPU time and memory are read by their usual names, whatever stands around them', (t) => {
  const text = [
    '# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.',
    '# TYPE process_cpu_seconds_total counter',
    'process_cpu_seconds_total 12.5',
    'process_resident_memory_bytes 3.4e+07 1700000000000',
    'process_cpu_seconds_total_created 99',
    '',
  ].join('\n');
  t.deepEqual(readPrometheus(text), {
    ...{ cpuMs: 12_500, memoryBytes: 34_000_000 },
    names: ['process_cpu_seconds_total', 'process_resident_memory_bytes'],
  });
});

test('several nodes are added up, and names of brokers are known', (t) => {
  t.like(readPrometheus('vm_memory_total{node="a"} 100\nvm_memory_total{node="b}"} 20\n'), {
    memoryBytes: 120,
  });
  t.like(readPrometheus('com_hivemq_system_process_cpu_time 2000000000\n'), { cpuMs: 2_000 });
  t.like(readPrometheus('emqx_vm_used_memory 7\nprocess_resident_memory_bytes 5\n'), { memoryBytes: 5 });
});

test('what is no number is not there', (t) => {
  for (const text of [
    '',
    'process_cpu_seconds_total NaN\n',
    'process_cpu_seconds_total +Inf\n',
    'process_cpu_seconds_total -1\n',
    'process_cpu_seconds_total{a="b" 3\n',
    'process_cpu_seconds_total\n',
    '<html>process_cpu_seconds_total 3</html>',
  ])
    t.deepEqual(readPrometheus(text), { names: [] }, text);
});

test('a line of a million characters takes no time to speak of', (t) => {
  const long = `process_cpu_seconds_total{a="${'x '.repeat(500_000)}\n`;
  t.deepEqual(readPrometheus(long), { names: [] });
});
