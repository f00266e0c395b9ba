#!/bin/sh
# The parts of a run as a Slurm job array, and their merge when all are there:
#   sbatch --array=1-8 docs/ci/slurm.sh BUILD PARTS
#   sbatch --dependency=afterok:JOB docs/ci/slurm.sh --merge PARTS report.json
# BUILD has the compile_commands.json, PARTS is a folder that all nodes see.
#SBATCH --job-name=dma-tidy
set -eu
if [ "$1" = --merge ]; then
  # 1 says that there are findings, which is no failure of the job.
  dma-tidy merge "$2"/*.part --format=json --output="$3" || [ $? -eq 1 ]
else
  mkdir -p "$2"
  dma-tidy -p "$1" -j"${SLURM_CPUS_PER_TASK:-1}" --shard="$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" \
    --output="$2/$SLURM_ARRAY_TASK_ID.part"
fi
