# Read by cpack for each kind of package: the archive has bin, lib and share in one folder of its name.
if(CPACK_GENERATOR STREQUAL "TGZ")
  set(CPACK_PACKAGING_INSTALL_PREFIX /)
endif()
