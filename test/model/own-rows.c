// RUN: split-file %s %t
// RUN: %check %t/driver.c --model %t/rows.yaml | %FileCheck %t/driver.c
// Rows of the user's own are followed like the built-in ones.
//--- rows.yaml
families:
  - {name: fw, noun: firmware buffer}
functions:
  - {name: fw_buffer_get, role: acquire, family: fw, size: 0, gives: memory, failure: "null"}
  - {name: fw_buffer_put, role: release, family: fw, memory: 0, size: 1}
//--- driver.c
void *fw_buffer_get(unsigned long size);
void fw_buffer_put(void *buffer, unsigned long size);
int boot(int broken) {
  void *fw = fw_buffer_get(64);
  if (!fw)
    return -12;
  if (broken)
    // CHECK: driver.c:[[@LINE+1]]:{{.*}}: warning: 'fw' is never released on this path {{.*}}; call fw_buffer_put() before leaving [dma-leak, high]
    return -5;
  // CHECK: driver.c:[[@LINE+1]]:{{.*}}: warning: 'fw' is released with a size of 32 bytes, but was acquired with 64 bytes
  fw_buffer_put(fw, 32);
  return 0;
}
