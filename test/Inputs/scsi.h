// A SCSI command's list, as the kernel gives it.
struct scsi_cmnd;
unsigned scsi_sg_count(struct scsi_cmnd *);
struct scatterlist *scsi_sglist(struct scsi_cmnd *);
