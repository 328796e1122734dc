using System.Text;
using Xunit.Sdk;
using Xunit.v3;

namespace PhStudio.Messaging.TestKit;

/// <summary>
/// The order of the methods of a class, and of the cases of a theory: by a hash of their names, the same in every folder and on every machine. xunit's own order is another in each checkout, so
/// that a test which leans on another's passes here and fails there. <c>TEST_ORDER</c>, a number, gives another order: a test must pass in each.
/// </summary>
public sealed class TestOrder : ITestMethodOrderer, ITestCaseOrderer
{
    private static readonly int Seed = Count.Of("TEST_ORDER", 0);

    public IReadOnlyCollection<TTestMethod?> OrderTestMethods<TTestMethod>(IReadOnlyCollection<TTestMethod?> testMethods)
        where TTestMethod : notnull, ITestMethod =>
        [.. testMethods.OrderBy(method => Place(method?.MethodName))];

    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase =>
        [.. testCases.OrderBy(testCase => Place(testCase.TestCaseDisplayName))];

    /// <summary>FNV-1a: the hash of a string that .NET makes itself is another in each process.</summary>
    private static uint Place(string? name)
    {
        var hash = 2166136261u ^ (uint)Seed;
        foreach (var letter in Encoding.UTF8.GetBytes(name ?? ""))
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return hash;
    }
}
