# embed_text_files(OUT <variable> FILES <path>...): C++ initialisers {"name", R"(text)"} of text files, to be compiled in.
# Configures again when a file changes.
function(embed_text_files)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "OUT" "FILES")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${arg_FILES})
  set(entries "")
  foreach(path IN LISTS arg_FILES)
    get_filename_component(name ${path} NAME)
    file(READ ${path} text)
    string(APPEND entries "{\"${name}\", R\"embedded(${text})embedded\"},\n")
  endforeach()
  set(${arg_OUT} "${entries}" PARENT_SCOPE)
endfunction()
