# What is installed beside libgelubench, and three Debian packages, by the components runtime, development and suite:
# libgelubench1, libgelubench-dev and gelubench. scripts/packages builds them; `cpack -G DEB` in any build tree does too.
include(GNUInstallDirs)
set(made ${PROJECT_BINARY_DIR}/packaging)
set(sources ${PROJECT_SOURCE_DIR}/packaging)

# Manual page and completions, made by the program itself from what it knows of its options.
if(NOT CMAKE_CROSSCOMPILING)
  add_custom_command(
    OUTPUT ${made}/run_suite.1.gz ${made}/run_suite.bash ${made}/_run_suite
    COMMAND ${CMAKE_COMMAND} -E make_directory ${made}
    COMMAND run_suite describe man > ${made}/run_suite.1
    COMMAND gzip -9nf ${made}/run_suite.1
    COMMAND run_suite describe bash > ${made}/run_suite.bash
    COMMAND run_suite describe zsh > ${made}/_run_suite
    DEPENDS run_suite COMMENT "Making the manual page and completions" VERBATIM)
  add_custom_target(described ALL DEPENDS ${made}/run_suite.1.gz ${made}/run_suite.bash ${made}/_run_suite)
  install(FILES ${made}/run_suite.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT suite)
  install(FILES ${made}/run_suite.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
    RENAME run_suite COMPONENT suite)
  install(FILES ${made}/_run_suite DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT suite)
endif()
install(TARGETS run_suite RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT suite)

# The adapters of engines, and the pages that tell of them.
set(adapters ${PROJECT_SOURCE_DIR}/engines/adapters)
install(PROGRAMS ${adapters}/all DESTINATION ${CMAKE_INSTALL_DATADIR}/gelubench/adapters COMPONENT suite)
install(DIRECTORY ${adapters}/ DESTINATION ${CMAKE_INSTALL_DATADIR}/gelubench/adapters COMPONENT suite
  FILES_MATCHING PATTERN "*.py" PATTERN "*.js" PATTERN "*.c" PATTERN "*.cpp" PATTERN "README.md"
  PATTERN "__pycache__" EXCLUDE)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/gelubench COMPONENT suite
  FILES_MATCHING PATTERN "*.md")

# Where Debian's tools are: the files that only its packages have.
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
find_program(GZIP gzip)
if(NOT DPKG_SHLIBDEPS OR NOT GZIP OR CMAKE_CROSSCOMPILING)
  return()
endif()
# Who makes the packages, by the environment as Debian's own tools take it (debuild(1), dch(1)), and where the project is
# found; an address of nobody, and no place, otherwise. The environment of now counts, not that of an earlier build.
set(GELUBENCH_MAINTAINER "gelubench authors <gelubench@example.org>")
if(DEFINED ENV{DEBFULLNAME} AND DEFINED ENV{DEBEMAIL})
  set(GELUBENCH_MAINTAINER "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()

# 1.0.0-1+deb12: one revision for each Debian, the later the newer.
cmake_host_system_information(RESULT debian QUERY DISTRIB_VERSION_ID)
set(revision 1)
if(debian MATCHES "^[0-9.]+$")
  set(revision 1+deb${debian})
endif()
set(library_package libgelubench${PROJECT_VERSION_MAJOR})
set(debian_version ${PROJECT_VERSION}-${revision})

# The control files of the library: what programs that link it depend on, by version (shlibs) and by function (symbols).
file(STRINGS ${PROJECT_SOURCE_DIR}/library/abi.txt functions REGEX "^GELUBENCH_")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/library/abi.txt)
set(symbols "libgelubench.so.${PROJECT_VERSION_MAJOR} ${library_package} (>= ${PROJECT_VERSION_MAJOR}.0.0)\n* Build-Depends-Package: libgelubench-dev\n")
set(nodes "")
foreach(line IN LISTS functions)
  string(REGEX MATCH "^([A-Z0-9_.]+) ([0-9.]+) .*(gelubench_[a-z0-9_]+) ?\\(" matched "${line}")
  string(APPEND symbols " ${CMAKE_MATCH_3}@${CMAKE_MATCH_1} ${CMAKE_MATCH_2}\n")
  list(APPEND nodes " ${CMAKE_MATCH_1}@${CMAKE_MATCH_1} ${CMAKE_MATCH_2}\n")
endforeach()
list(REMOVE_DUPLICATES nodes)
string(JOIN "" nodes ${nodes})
file(WRITE ${made}/symbols "${symbols}${nodes}")
file(WRITE ${made}/shlibs
  "libgelubench ${PROJECT_VERSION_MAJOR} ${library_package} (>= ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}.0)\n")
file(WRITE ${made}/triggers "activate-noawait ldconfig\n")

# Licence, changelogs and what lintian is to be told, for each package.
execute_process(COMMAND date -u -R -d ${GELUBENCH_RELEASED} OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE)
configure_file(${sources}/changelog.in ${made}/changelog.Debian @ONLY)
foreach(pair "${made}/changelog.Debian" "${PROJECT_SOURCE_DIR}/CHANGELOG.md")
  get_filename_component(name ${pair} NAME)
  string(REPLACE "CHANGELOG.md" "changelog" name ${name})
  execute_process(COMMAND ${GZIP} -9nc ${pair} OUTPUT_FILE ${made}/${name}.gz)
endforeach()
set(package_runtime ${library_package})
set(package_development libgelubench-dev)
set(package_suite gelubench)
foreach(component runtime development suite)
  set(doc ${CMAKE_INSTALL_DATADIR}/doc/${package_${component}})
  install(FILES ${sources}/copyright ${made}/changelog.Debian.gz DESTINATION ${doc} COMPONENT ${component})
  install(FILES ${made}/changelog.gz DESTINATION ${doc} COMPONENT ${component})
endforeach()
install(FILES ${sources}/gelubench.lintian-overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides
  RENAME gelubench COMPONENT suite)

set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL runtime development suite)
set(CPACK_PACKAGE_VENDOR gelubench)
# CPack's own words, by which it knows that there are none to put before those of each package.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_NAME} built using CMake")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${GELUBENCH_MAINTAINER})
set(CPACK_DEBIAN_PACKAGE_HOMEPAGE "$ENV{GELUBENCH_HOMEPAGE}")
set(CPACK_DEBIAN_PACKAGE_RELEASE ${revision})
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
# Removes what CPack 3.25 puts in and lintian is right to complain of.
set(CPACK_POST_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/MendPackages.cmake)

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME ${library_package})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA ${made}/shlibs ${made}/symbols ${made}/triggers)
set(CPACK_DEBIAN_RUNTIME_DESCRIPTION "GELU, SiLU and ReLU for CPUs, accurate to the last bit
Functions of C over arrays of float, double, binary16 and bfloat16: GELU in its
three forms, SiLU, ReLU, their gradients and the gated units GEGLU, SwiGLU and
ReGLU. Errors are bounded for every input, and the path of the running CPU
(SSE4, AVX2, AVX-512, NEON) is chosen at the first call.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libgelubench-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "${library_package} (= ${debian_version})")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "GELU, SiLU and ReLU for CPUs: development files
Headers for C and C++20, the static library, the CMake package gelubench and
the pkg-config file of libgelubench, whose functions compute GELU, SiLU, ReLU,
their gradients and gated units with bounded errors. Also the header of
plug-ins that gelubench's run_suite judges.")

set(CPACK_DEBIAN_SUITE_PACKAGE_NAME gelubench)
set(CPACK_DEBIAN_SUITE_PACKAGE_SECTION science)
set(CPACK_DEBIAN_SUITE_PACKAGE_SHLIBDEPS ON)
# Without gnuplot reports have no pictures, without LLVM there is no `predict`, and adapters need their engines.
set(CPACK_DEBIAN_SUITE_PACKAGE_RECOMMENDS "gnuplot-nox")
set(CPACK_DEBIAN_SUITE_PACKAGE_SUGGESTS "libgelubench-dev, llvm, nodejs, python3-scipy, python3-torch")
set(CPACK_DEBIAN_SUITE_DESCRIPTION "accuracy and speed of GELU implementations
The program run_suite judges implementations of GELU, SiLU and ReLU against
MPFR over every float32 input there is, times them beside memcpy and ReLU, and
says which one to take within an error budget. It has some hundred kernels, and
judges others: functions of shared objects, programs in any language, arrays
from elsewhere. Reports are Markdown with pictures and a page to explore.")
include(CPack)
