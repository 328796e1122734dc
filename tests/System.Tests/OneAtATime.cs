using Xunit.Sdk;
using Xunit.v3;

// Each of these tests starts three or more processes and servers of its own: side by side they would only slow each other down.
[assembly: Parallelization(Mode = ParallelMode.None)]
