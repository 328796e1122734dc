using System.Collections.Concurrent;
using System.Reflection;
using Xunit;
using Xunit.v3;

namespace PhStudio.Messaging.TestKit.Logs;

/// <summary>
/// Fails a test after its method has ended. What is thrown while a <c>using</c> of the method is disposed of would take the place of the failure that the method is about to report; xunit shows
/// what is thrown here beside it.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class TestEnd : BeforeAfterTestAttribute
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> Failures = new(StringComparer.Ordinal);

    /// <summary>Fails the test that runs, at its end; where none runs any more, as for what a class shares, at once. A benchmark, which is no test, is left alone.</summary>
    public static void Fail(string why)
    {
        var context = TestContext.Current;
        // The state of a test is known once its method has ended.
        if (context is { Test.UniqueID: { } test, TestState: null })
        {
            Failures.GetOrAdd(test, _ => []).Enqueue(why);
        }
        else if (context.TestAssembly is not null)
        {
            throw new InvalidOperationException(why);
        }
    }

    /// <summary>What the test that runs will fail with, and no longer does.</summary>
    public static IReadOnlyList<string> Take() => TestContext.Current.Test is { } test && Failures.TryRemove(test.UniqueID, out var failures) ? [.. failures] : [];

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Take() is { Count: > 0 } failures)
        {
            throw new InvalidOperationException(string.Join('\n', failures));
        }
    }
}
