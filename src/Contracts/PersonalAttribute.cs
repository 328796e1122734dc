namespace PhStudio.Messaging.Contracts;

/// <summary>
/// Marks what says something of a person. An erasure takes it out of everything that is stored or under way: a text reads "erased" afterwards, anything else is left out and must be optional for that.
/// The audit names it and does not tell its values.
/// </summary>
/// <param name="kind">What it says. Default: a text that stands for itself.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PersonalAttribute(PersonalKind kind = PersonalKind.Text) : Attribute
{
    /// <summary>What it says.</summary>
    public PersonalKind Kind => kind;
}
