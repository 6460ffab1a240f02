export function compareWithBaseline(a:any,b:any):any{return {text:'',failed:false}} export function recordBaseline(a:any):any{}
