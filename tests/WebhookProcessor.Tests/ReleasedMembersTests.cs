using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.TestKit.Whole;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;
using System.Reflection;

namespace PhStudio.Messaging.WebhookProcessor.Tests;

/// <summary>
/// What the last release knows of the messages that carry our mark stands in tests/Compat/last-release-members: it refuses a message whose mark is over more (docs/decisions/0402).
/// With a release: take the attributes away, and UPDATE_RELEASE=1 ./test WebhookProcessor:ReleasedMembersTests.
/// </summary>
public sealed class ReleasedMembersTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    [Fact]
    public void A_member_that_the_last_release_does_not_have_is_marked_as_such_and_can_be_left_out()
    {
        var file = Path.Combine(Repository.Root, "tests", "Compat", "last-release-members");
        var types = Messages().SelectMany(Within).Distinct().OrderBy(type => type.FullName, StringComparer.Ordinal).ToList();
        if (Environment.GetEnvironmentVariable("UPDATE_RELEASE") == "1")
        {
            File.WriteAllLines(file, types.Select(type => $"{type.FullName}: {string.Join(", ", type.GetProperties().Where(IsReleased).Select(member => member.Name).Order(StringComparer.Ordinal))}".TrimEnd()));
        }

        var released = File.ReadLines(file).Select(line => line.Split(':', 2)).ToDictionary(line => line[0], line => line[1].Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal));

        foreach (var type in types.Where(type => released.ContainsKey(type.FullName!)))
        {
            Assert.All(type.GetProperties().Where(IsReleased), member => Assert.True(released[type.FullName!].Contains(member.Name), $"The last release does not know {type.Name}.{member.Name}: it refuses the message by its mark. Give it [Unreleased]."));
            Assert.All(type.GetProperties().Where(member => !IsReleased(member)), member => Assert.True(Nullability.Create(member).ReadState == NullabilityState.Nullable, $"{type.Name}.{member.Name} is always written: the last release's message would be refused. Let it be null where it says nothing."));
        }
    }

    private static bool IsReleased(PropertyInfo member) => !member.IsDefined(typeof(UnreleasedAttribute));

    private static IEnumerable<Type> Messages() =>
        Routes.All().Select(route => route.Message)
            .Concat(typeof(BookingDecision).Assembly.GetTypes().SelectMany(type => type.GetInterfaces()).Where(kind => kind.IsGenericType && kind.GetGenericTypeDefinition() == typeof(IConsumer<>)).Select(kind => kind.GetGenericArguments()[0]))
            .Concat(typeof(BookingDecisionStateMachine).GetProperties().Where(member => member.PropertyType.IsGenericType && member.PropertyType.GetGenericTypeDefinition() == typeof(Event<>)).Select(member => member.PropertyType.GetGenericArguments()[0]))
            .Where(type => !type.IsGenericParameter && MessageMark.IsDemanded(type)).Distinct();

    private static IEnumerable<Type> Within(Type type)
    {
        var found = new HashSet<Type>();
        Add(type);
        return found;

        void Add(Type one)
        {
            var inner = one.IsGenericType ? one.GetGenericArguments() : [one.GetElementType() ?? one];
            foreach (var within in inner.Where(within => within.IsClass && MessageMark.IsOurs(within) && found.Add(within)))
            {
                Array.ForEach(within.GetProperties(), member => Add(member.PropertyType));
            }
        }
    }
}
