using Netshoot.Filters.Tree;
namespace Netshoot.Filters;
/// <summary>x</summary>
public static class Filter { }
