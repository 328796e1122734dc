using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Architecture.Tests;

/// <summary>The rules of members, and the patterns: what they cannot say without a mistake.</summary>
public sealed partial class RulesTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static IEnumerable<Type> Types => typeof(RulesTests).Assembly.GetReferencedAssemblies()
        .Concat(typeof(Gateway.GatewayModule).Assembly.GetReferencedAssemblies()).Where(name => name.Name!.StartsWith("PhStudio.", StringComparison.Ordinal) && !name.Name.EndsWith(".TestKit", StringComparison.Ordinal))
        .DistinctBy(name => name.Name).SelectMany(name => Assembly.Load(name).GetTypes());

    // Bounds of another type convert the value first, and throw where it does not fit.
    [Fact]
    public void Bounds_have_the_type_of_their_member()
    {
        var rules = Types.SelectMany(type => type.GetProperties(All)).SelectMany(member => member.GetCustomAttributes<RangeAttribute>().Select(rule => (Member: member, Rule: rule))).ToList();

        Assert.Contains(rules, rule => rule.Member.DeclaringType == typeof(BookingCreated) && rule.Member.Name == nameof(BookingCreated.CardMessageId));
        Assert.Empty(rules.Where(rule => rule.Rule.OperandType != (Nullable.GetUnderlyingType(rule.Member.PropertyType) ?? rule.Member.PropertyType)).Select(rule => $"{rule.Member.DeclaringType}.{rule.Member.Name}"));
    }

    // It lets a line end pass behind the last character.
    [Fact]
    public void No_pattern_ends_with_a_dollar_sign()
    {
        var patterns = Types.SelectMany(type => type.GetMembers(All)).SelectMany(Patterns).ToList();

        Assert.InRange(patterns.Count, 40, int.MaxValue);
        Assert.DoesNotContain(patterns, pattern => Dollar().IsMatch(pattern));
    }

    private static IEnumerable<string> Patterns(MemberInfo member) =>
    [
        .. member.GetCustomAttributes<RegularExpressionAttribute>().Select(rule => rule.Pattern),
        .. member.GetCustomAttributes<EachMatchesAttribute>().Select(rule => rule.Pattern),
        .. member.GetCustomAttributes<GeneratedRegexAttribute>().Where(rule => !rule.Options.HasFlag(RegexOptions.Multiline)).Select(rule => rule.Pattern),
    ];

    [GeneratedRegex(@"(^|[^\\])(\\\\)*\$(?![^\[]*\])", RegexOptions.ExplicitCapture)]
    private static partial Regex Dollar();
}
