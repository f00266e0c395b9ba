"""usage: make-targets.py DIR -- writes units into DIR that ask which machine they are compiled for, and a
database whose compilers are cross gccs and clangs with their own options."""
import json
import os
import sys

folder = sys.argv[1]
MACHINES = [
    ("aarch64-linux-gnu-gcc", "__aarch64__", ["-mabi=lp64", "-mlittle-endian", "-mstack-protector-guard=sysreg",
                                              "-mbranch-protection=pac-ret+bti"]),
    ("/opt/x-tools/bin/aarch64-none-linux-gnu-gcc-12", "__aarch64__", ["-mgeneral-regs-only"]),
    ("aarch64-poky-linux-gcc", "__aarch64__", ["-fno-allow-store-data-races"]),
    ("aarch64-buildroot-linux-gnu-gcc.br_real", None, []),
    ("aarch64-linux-gnu-clang", "__aarch64__", []),
    ("ccache arm-linux-gnueabihf-gcc", "__arm__", ["-mabi=aapcs-linux", "-mfpu=vfp", "-marm", "-march=armv7-a",
                                                   "-msoft-float", "-mno-sched-prolog"]),
    ("arm-poky-linux-gnueabi-gcc", "__arm__", ["-mtune=cortex-a9"]),
    ("riscv64-linux-gnu-gcc-14.2.0", "__riscv", ["-mabi=lp64", "-march=rv64imac_zicsr_zifencei", "-mcmodel=medany",
                                                 "-mno-save-restore", "-mstrict-align"]),
    ("powerpc64le-linux-gnu-gcc", "__powerpc64__", ["-mlittle-endian", "-mabi=elfv2", "-mcmodel=medium",
                                                    "-mcpu=power8", "-mtune=power10", "-mno-prefixed",
                                                    "-mno-altivec", "-mno-vsx", "-mcall-aixdesc",
                                                    "-mtraceback=no", "-mlong-double-128", "-m64"]),
    ("s390x-linux-gnu-gcc", "__s390x__", ["-m64", "-mbackchain", "-msoft-float", "-mpacked-stack",
                                          "-mno-pic-data-is-text-relative", "-march=z196", "-mtune=z13",
                                          "-mindirect-branch=thunk", "-mstack-size=16384"]),
    ("mips64el-linux-gnuabi64-gcc", "__mips64", ["-mabi=64", "-mno-abicalls", "-G", "0"]),
    ("clang-22", "__aarch64__", ["--target=aarch64-linux-gnu", "-mabi=lp64"]),
]
units = []
for number, (compiler, macro, options) in enumerate(MACHINES):
    name = f"u{number}.c"
    with open(os.path.join(folder, name), "w") as out:
        if macro:
            out.write(f"#ifndef {macro}\n#error {macro} is not defined\n#endif\n")
        out.write("typedef unsigned long dma_addr_t;\n")
    units.append({"directory": folder, "file": name, "arguments": [*compiler.split(), *options, "-c", name]})
with open(os.path.join(folder, "compile_commands.json"), "w") as out:
    json.dump(units, out)
