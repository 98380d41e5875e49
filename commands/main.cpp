#include "commands/run_suite.hpp"

int main(int argc, char** argv) { return gelubench::run_suite(argc, argv); }
